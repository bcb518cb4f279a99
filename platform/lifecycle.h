// When the person cannot see the app: it went to the background, or the screen went off.
#pragma once

#include <memory>
#include <QObject>

namespace dd::platform {

class Lifecycle : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    // Whether this system says when the screen goes off; the background it always says.
    [[nodiscard]] virtual bool isAvailable() const = 0;
    [[nodiscard]] virtual bool isInBackground() const = 0;

signals:
    void backgroundChanged(); // see isInBackground()
    void screenOff();         // off, or locked by the system
};

// The background of a window: hidden or suspended by the system, or (desktop) no window left on the screen. Losing the keyboard's focus
// is not leaving. The screen: the desktop's screen saver on the session bus, login1's own lock on the system bus, where there are any.
[[nodiscard]] std::unique_ptr<Lifecycle> makeLifecycle();
[[nodiscard]] std::unique_ptr<Lifecycle> makeNullLifecycle();

} // namespace dd::platform
