// Locks after a time without a touch or a key, soon after the app leaves the screen, and at once when the screen goes off.
#pragma once

#include "app/citizen/session.h"
#include "platform/lifecycle.h"

#include <optional>
#include <QTimer>

namespace dd::citizen {

class AutoLock : public QObject
{
    Q_OBJECT
public:
    static constexpr int shortestIdleSeconds = 60;
    static constexpr int longestIdleSeconds = 120;
    struct Times
    {
        int idleMs = longestIdleSeconds * 1000;
        int hiddenMs = 30'000;
    };

    AutoLock(Session &session, platform::Lifecycle &lifecycle, Times times, QObject *parent = nullptr);
    // The person's choice; what lies outside the bounds is brought to the nearest.
    void setIdleSeconds(int seconds);
    [[nodiscard]] int idleSeconds() const { return m_idle.interval() / 1000; }
    // A QR code on the screen is being used although nobody touches it; it ends by itself (ShowController).
    void setPresenting(bool presenting);

signals:
    void expired();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void restart();
    void onBackground();
    void expireIfDue();

    Session &m_session;
    platform::Lifecycle &m_lifecycle;
    QTimer m_idle;
    QTimer m_hidden;
    bool m_presenting = false;
    // On the steady clock, which counts while the device sleeps; QTimer's does not.
    qint64 m_touchedAtMs = 0;
    std::optional<qint64> m_hiddenAtMs;
};

} // namespace dd::citizen
