// What Qt says about the windows, and the desktop's buses about the screen.
#pragma once

#include "platform/lifecycle.h"

#include <QDBusConnection>

namespace dd::platform {

class WindowLifecycle final : public Lifecycle
{
    Q_OBJECT
public:
    // The buses are given, so that a test can hand in a private one. One that is not connected is left alone.
    WindowLifecycle(QDBusConnection session, QDBusConnection system);

    [[nodiscard]] bool isAvailable() const override { return m_listening; }
    [[nodiscard]] bool isInBackground() const override { return m_background; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private slots:
    void onScreenSaver(bool active);
    void onSystemLock();

private:
    void look();

    bool m_background = false;
    bool m_listening = false;
};

} // namespace dd::platform
