#include "app/citizen/auto_lock.h"

#include <QEvent>
#include <QGuiApplication>

namespace dd::citizen {

AutoLock::AutoLock(Session &session, platform::Lifecycle &lifecycle, Times times, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_lifecycle(lifecycle)
{
    m_idle.setInterval(times.idleMs);
    m_hidden.setInterval(times.hiddenMs);
    connect(&m_idle, &QTimer::timeout, this, &AutoLock::expired);
    connect(&m_hidden, &QTimer::timeout, this, &AutoLock::expired);
    connect(&m_session, &Session::opened, this, [this] {
        restart();
        onBackground(); // opened while nobody looks, for example after a slow key derivation
    });
    connect(&m_session, &Session::locked, this, [this] {
        m_idle.stop();
        m_hidden.stop();
        m_hiddenAtMs.reset();
    });
    connect(&m_lifecycle, &platform::Lifecycle::backgroundChanged, this, &AutoLock::onBackground);
    connect(&m_lifecycle, &platform::Lifecycle::screenOff, this, &AutoLock::expired);
    qGuiApp->installEventFilter(this);
}

void AutoLock::setIdleSeconds(int seconds)
{
    m_idle.setInterval(qBound(shortestIdleSeconds, seconds, longestIdleSeconds) * 1000); // a running timer begins anew
}

void AutoLock::setPresenting(bool presenting)
{
    m_presenting = presenting;
    restart();
}

void AutoLock::restart()
{
    m_touchedAtMs = m_session.clock().steadyMilliseconds();
    if (m_presenting || !m_session.isOpen())
        m_idle.stop();
    else
        m_idle.start();
}

void AutoLock::onBackground()
{
    if (!m_session.isOpen())
        return;
    if (!m_lifecycle.isInBackground()) {
        expireIfDue();
        m_hidden.stop();
        m_hiddenAtMs.reset();
    } else if (!m_hiddenAtMs) { // hidden, then suspended: the time runs from the first
        m_hiddenAtMs = m_session.clock().steadyMilliseconds();
        m_hidden.start();
    }
}

// Back from a sleep that stopped the timers: what would have expired meanwhile expires now, before anything is shown.
void AutoLock::expireIfDue()
{
    const qint64 now = m_session.clock().steadyMilliseconds();
    const bool hiddenTooLong = m_hiddenAtMs && now - *m_hiddenAtMs >= m_hidden.interval();
    const bool idleTooLong = m_idle.isActive() && now - m_touchedAtMs >= m_idle.interval();
    if (m_session.isOpen() && (hiddenTooLong || idleTooLong))
        emit expired();
}

bool AutoLock::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::TouchBegin:
    case QEvent::TouchUpdate:
    case QEvent::Wheel:
        expireIfDue(); // the touch that wakes a sleeping device comes too late
        restart();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace dd::citizen
