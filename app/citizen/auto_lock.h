// Locks after a time without a touch or a key, and soon after the app leaves the screen.
#pragma once

#include "app/citizen/session.h"

#include <QTimer>

namespace dd::citizen {

class AutoLock : public QObject
{
    Q_OBJECT
public:
    static constexpr int idleMs = 120'000;
    static constexpr int hiddenMs = 30'000;

    explicit AutoLock(Session &session, int idle = idleMs, QObject *parent = nullptr);
    // A QR code on the screen is being used although nobody touches it; it ends by itself (PresentController).
    void setPresenting(bool presenting);

signals:
    void expired();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void restart();

    Session &m_session;
    QTimer m_idle;
    QTimer m_hidden;
    bool m_presenting = false;
};

} // namespace dd::citizen
