#include "platform/desktop/window_lifecycle.h"

#include <QEvent>
#include <QGuiApplication>
#include <QWindow>

namespace dd::platform {
namespace {

// A program that has no window yet is not in the background.
bool isOffScreen()
{
    bool any = false;
    const QWindowList windows = QGuiApplication::topLevelWindows();
    for (const QWindow *window : windows) {
        if (!window->isVisible())
            continue;
        any = true;
        if (window->isExposed() && window->windowState() != Qt::WindowMinimized)
            return false;
    }
    return any;
}

class NullLifecycle final : public Lifecycle
{
public:
    [[nodiscard]] bool isAvailable() const override { return false; }
    [[nodiscard]] bool isInBackground() const override { return false; }
};

} // namespace

WindowLifecycle::WindowLifecycle(QDBusConnection session, QDBusConnection system)
{
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this, &WindowLifecycle::look);
    qGuiApp->installEventFilter(this);
    // freedesktop's name, and the one GNOME kept; both say ActiveChanged(bool). The path of the first differs by desktop: any.
    if (session.isConnected()) {
        for (const QString &name : {QStringLiteral("org.freedesktop.ScreenSaver"), QStringLiteral("org.gnome.ScreenSaver")})
            m_listening |= session.connect({}, {}, name, QStringLiteral("ActiveChanged"), this, SLOT(onScreenSaver(bool)));
    }
    // "Please lock" to every session of this machine (org.freedesktop.login1(5), Session.Lock): one too many locks a wallet too early.
    if (system.isConnected()) {
        m_listening |= system.connect(QStringLiteral("org.freedesktop.login1"), {}, QStringLiteral("org.freedesktop.login1.Session"), QStringLiteral("Lock"),
                                      this, SLOT(onSystemLock()));
    }
}

void WindowLifecycle::onScreenSaver(bool active)
{
    if (active)
        emit screenOff();
}

void WindowLifecycle::onSystemLock()
{
    emit screenOff();
}

void WindowLifecycle::look()
{
    const Qt::ApplicationState state = QGuiApplication::applicationState();
    const bool background = state == Qt::ApplicationHidden || state == Qt::ApplicationSuspended || isOffScreen();
    if (background == m_background)
        return;
    m_background = background;
    emit backgroundChanged();
}

bool WindowLifecycle::eventFilter(QObject *watched, QEvent *event)
{
    const bool about = event->type() == QEvent::Expose || event->type() == QEvent::WindowStateChange || event->type() == QEvent::Show
                       || event->type() == QEvent::Hide;
    if (about && watched->isWindowType())
        QMetaObject::invokeMethod(this, &WindowLifecycle::look, Qt::QueuedConnection); // once the window knows it itself
    return Lifecycle::eventFilter(watched, event);
}

std::unique_ptr<Lifecycle> makeLifecycle()
{
    return std::make_unique<WindowLifecycle>(QDBusConnection::sessionBus(), QDBusConnection::systemBus());
}

std::unique_ptr<Lifecycle> makeNullLifecycle()
{
    return std::make_unique<NullLifecycle>();
}

} // namespace dd::platform
