// gnome-keyring on the private session bus of tests/platform/with_secret_service.sh, and what can go wrong with it.
#pragma once

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVirtualObject>
#include <QElapsedTimer>
#include <QProcess>
#include <QThread>
#include <atomic>
#include <csignal>

namespace dd::test {

class Keyring
{
public:
    static bool isPossible() { return qEnvironmentVariableIsSet("DINHDANH_PRIVATE_BUS"); }
    static constexpr char howTo[] = "needs a session bus of its own: tests/platform/with_secret_service.sh -- PROGRAM CLASS";

    ~Keyring() { stop(); }

    // With another password than the first the login collection stays locked.
    bool start(const QByteArray &password = "keyring of a test")
    {
        m_daemon.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_daemon.setStandardOutputFile(QProcess::nullDevice());
        m_daemon.start(QStringLiteral("gnome-keyring-daemon"),
                       {QStringLiteral("--foreground"), QStringLiteral("--unlock"), QStringLiteral("--components=secrets")});
        if (!m_daemon.waitForStarted())
            return false;
        m_daemon.write(password);
        m_daemon.closeWriteChannel();
        m_daemon.waitForBytesWritten();
        return waitUntilThere(true);
    }

    void stop()
    {
        if (m_daemon.state() == QProcess::NotRunning)
            return;
        signal(SIGCONT);
        m_daemon.terminate();
        if (!m_daemon.waitForFinished(5000)) {
            m_daemon.kill();
            m_daemon.waitForFinished(5000);
        }
        waitUntilThere(false);
    }

    void signal(int number) const { ::kill(static_cast<pid_t>(m_daemon.processId()), number); }

    static bool lock()
    {
        QDBusMessage call = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"), QStringLiteral("/org/freedesktop/secrets"),
                                                           QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("Lock"));
        call << QVariant::fromValue(QList<QDBusObjectPath>{QDBusObjectPath(QStringLiteral("/org/freedesktop/secrets/collection/login"))});
        return QDBusConnection::sessionBus().call(call).type() == QDBusMessage::ReplyMessage;
    }

private:
    static bool waitUntilThere(bool wanted)
    {
        QElapsedTimer timer;
        timer.start();
        while (QDBusConnection::sessionBus().interface()->isServiceRegistered(QStringLiteral("org.freedesktop.secrets")) != wanted) {
            if (timer.elapsed() > 10'000)
                return false;
            QThread::msleep(20);
        }
        return true;
    }

    QProcess m_daemon;
};

// Stands where the window that asks for the keyring's password would be, and never says anything.
class SilentPrompter : public QDBusVirtualObject
{
public:
    SilentPrompter() : m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("silent prompter")))
    {
        moveToThread(&m_thread);
        m_thread.start();
        m_ready = m_bus.registerVirtualObject(QStringLiteral("/org/gnome/keyring/Prompter"), this)
            && m_bus.registerService(QStringLiteral("org.gnome.keyring.SystemPrompter"));
    }
    ~SilentPrompter() override
    {
        m_bus.unregisterService(QStringLiteral("org.gnome.keyring.SystemPrompter"));
        m_bus.unregisterObject(QStringLiteral("/org/gnome/keyring/Prompter"));
        m_thread.quit();
        m_thread.wait();
        QDBusConnection::disconnectFromBus(QStringLiteral("silent prompter"));
    }
    [[nodiscard]] bool isReady() const { return m_ready; }
    [[nodiscard]] int asked() const { return m_asked; }

    QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override
    {
        if (message.member() == QLatin1String("BeginPrompting"))
            ++m_asked;
        connection.send(message.createReply());
        return true;
    }

private:
    QThread m_thread;
    QDBusConnection m_bus;
    bool m_ready = false;
    std::atomic<int> m_asked = 0;
};

} // namespace dd::test
