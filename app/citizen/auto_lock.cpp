#include "app/citizen/auto_lock.h"

#include <QEvent>
#include <QGuiApplication>

namespace dd::citizen {

AutoLock::AutoLock(Session &session, int idle, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    m_idle.setInterval(idle);
    m_hidden.setInterval(hiddenMs);
    connect(&m_idle, &QTimer::timeout, this, &AutoLock::expired);
    connect(&m_hidden, &QTimer::timeout, this, &AutoLock::expired);
    connect(&m_session, &Session::opened, this, &AutoLock::restart);
    connect(&m_session, &Session::locked, this, [this] {
        m_idle.stop();
        m_hidden.stop();
    });
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this, [this](Qt::ApplicationState state) {
        // On a desktop losing the focus is not leaving; hidden and suspended are.
        if (state == Qt::ApplicationHidden || state == Qt::ApplicationSuspended) {
            if (m_session.isOpen())
                m_hidden.start();
        } else {
            m_hidden.stop();
        }
    });
    qGuiApp->installEventFilter(this);
}

void AutoLock::setPresenting(bool presenting)
{
    m_presenting = presenting;
    restart();
}

void AutoLock::restart()
{
    if (m_presenting || !m_session.isOpen())
        m_idle.stop();
    else
        m_idle.start();
}

bool AutoLock::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::TouchBegin:
    case QEvent::TouchUpdate:
    case QEvent::Wheel:
        restart();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace dd::citizen
