// When the window cannot be seen and when the screen goes off, from Qt and from a bus of the test's own.
#include "platform/desktop/window_lifecycle.h"
#include "tests/support/registry.h"

#include <QDBusMessage>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QWindow>

using dd::platform::WindowLifecycle;

namespace {

QDBusConnection noBus()
{
    return QDBusConnection(QStringLiteral("no bus of this name"));
}

} // namespace

class TestLifecycle : public QObject
{
    Q_OBJECT
private slots:
    void aWindowThatIsPutAwayIsTheBackground()
    {
        WindowLifecycle lifecycle(noBus(), noBus());
        QVERIFY(!lifecycle.isAvailable());
        QVERIFY(!lifecycle.isInBackground()); // no window yet
        QSignalSpy changed(&lifecycle, &dd::platform::Lifecycle::backgroundChanged);
        QWindow window;
        window.resize(100, 100);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTest::qWait(20);
        changed.clear();
        QVERIFY(!lifecycle.isInBackground());
        window.showMinimized();
        QTRY_VERIFY(lifecycle.isInBackground());
        QCOMPARE(changed.count(), 1);
        window.showNormal();
        QTRY_VERIFY(!lifecycle.isInBackground());
        QCOMPARE(changed.count(), 2);
    }

    void theScreenSaverAndTheSystemsLockSpeakOnTheirBuses()
    {
        const QString daemon = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
        if (daemon.isEmpty())
            QSKIP("there is no dbus-daemon on this machine");
        QTemporaryDir folder;
        QProcess bus;
        bus.start(daemon, {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address"),
                           QStringLiteral("--address=unix:path=%1").arg(folder.filePath(QStringLiteral("bus")))});
        QVERIFY(bus.waitForReadyRead(10'000));
        const QString address = QString::fromLatin1(bus.readLine()).trimmed();
        QDBusConnection desktop = QDBusConnection::connectToBus(address, QStringLiteral("desktop"));
        QVERIFY(desktop.isConnected());
        {
            WindowLifecycle lifecycle(QDBusConnection::connectToBus(address, QStringLiteral("session")),
                                      QDBusConnection::connectToBus(address, QStringLiteral("system")));
            QVERIFY(lifecycle.isAvailable());
            QSignalSpy off(&lifecycle, &dd::platform::Lifecycle::screenOff);
            const auto say = [&desktop](const char *path, const char *interface, const char *signal, const QVariantList &arguments) {
                QDBusMessage message = QDBusMessage::createSignal(QLatin1String(path), QLatin1String(interface), QLatin1String(signal));
                message.setArguments(arguments);
                QVERIFY(desktop.send(message));
            };
            say("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", {true});
            QTRY_COMPARE(off.count(), 1);
            say("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", {true});
            QTRY_COMPARE(off.count(), 2);
            QVERIFY(desktop.registerService(QStringLiteral("org.freedesktop.login1"))); // only its owner is listened to
            QTest::qWait(50);
            say("/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session", "Lock", {});
            QTRY_COMPARE(off.count(), 3);
            say("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", {false}); // on again: nothing to do
            say("/ScreenSaver", "org.example.Other", "ActiveChanged", {true});
            QTest::qWait(100);
            QCOMPARE(off.count(), 3);
        }
        for (const char *name : {"desktop", "session", "system"})
            QDBusConnection::disconnectFromBus(QLatin1String(name));
        bus.kill();
        bus.waitForFinished();
    }
};

DD_TEST(TestLifecycle)
#include "test_lifecycle.moc"
