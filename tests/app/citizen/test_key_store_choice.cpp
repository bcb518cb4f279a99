#include "app/citizen/composition.h"
#include "app/citizen/key_store_choice.h"
#include "tests/support/registry.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace dd::citizen {

class TestKeyStoreChoice : public QObject
{
    Q_OBJECT

    static void touch(const QString &path)
    {
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("x");
    }

private slots:
    void aWalletStaysWithItsStore_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<bool>("service");
        QTest::addColumn<int>("choice");
        const int secretService = int(KeyStoreChoice::SecretService);
        const int file = int(KeyStoreChoice::File);
        const QStringList none;
        const QStringList wallet{QStringLiteral("vault/header-b"), QStringLiteral("vault/vault.db")};
        const QStringList keys{QStringLiteral("keys/vault.00.secret-a.key")};
        QTest::newRow("new, with a service") << none << true << secretService;
        QTest::newRow("new, without") << none << false << file;
        QTest::newRow("kept in files, with a service") << wallet + keys << true << file;
        QTest::newRow("kept in files, without") << wallet + keys << false << file;
        QTest::newRow("kept by a service that is there") << wallet << true << secretService;
        QTest::newRow("kept by a service that is not there now") << wallet << false << secretService;
        QTest::newRow("begun in files, with a service") << keys + QStringList{QStringLiteral("vault/creating")} << true << file;
        QTest::newRow("preferences only") << QStringList{QStringLiteral("preferences.ini")} << false << file;
    }
    void aWalletStaysWithItsStore()
    {
        QFETCH(QStringList, files);
        QFETCH(bool, service);
        QFETCH(int, choice);
        QTemporaryDir profile;
        for (const QString &file : files)
            touch(profile.filePath(file));
        QCOMPARE(int(chooseKeyStore(profile.path(), [service] { return service; })), choice);
    }

    void theProgramsKeyStore_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<int>("storeClass");
        QTest::addColumn<QString>("name");
        const auto row = [](const char *name, const QString &option, KeyStoreClass storeClass, const QString &store) {
            QTest::newRow(name) << option << int(storeClass) << store;
        };
        row("none", QStringLiteral("none"), KeyStoreClass::None, {});
        row("none given, no bus", {}, KeyStoreClass::Software, QString::fromUtf8("Tệp trong hồ sơ"));
        row("secret service, no bus", QStringLiteral("secret-service"), KeyStoreClass::Software, QStringLiteral("Secret Service"));
        row("file", QStringLiteral("file:%1"), KeyStoreClass::Software, QString::fromUtf8("Tệp trong hồ sơ"));
        row("fake", QStringLiteral("fake:%1"), KeyStoreClass::Hardware, QString::fromUtf8("Giả lập (demo)"));
    }
    // On a machine without a session bus, which this test makes of any machine.
    void theProgramsKeyStore()
    {
        QFETCH(QString, option);
        QFETCH(int, storeClass);
        QFETCH(QString, name);
        QTemporaryDir folder;
        const QByteArray address = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        const QByteArray runtime = qgetenv("XDG_RUNTIME_DIR");
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("XDG_RUNTIME_DIR", folder.path().toUtf8());
        Options options;
        options.profile = folder.filePath(QStringLiteral("profile"));
        options.keyStore = option.contains(QLatin1Char('%')) ? option.arg(folder.filePath(QStringLiteral("keys"))) : option;
        const Services services = makeServices(options);
        if (!address.isEmpty())
            qputenv("DBUS_SESSION_BUS_ADDRESS", address);
        qputenv("XDG_RUNTIME_DIR", runtime);
        QCOMPARE(int(services.keyStore->storeClass()), storeClass);
        QCOMPARE(services.keyStore->name(), name);
        QVERIFY(services.kdf == crypto::Argon2Parameters({64 * 1024, 3})); // what the design says, and not a test's
    }
};

DD_TEST(TestKeyStoreChoice)

} // namespace dd::citizen

#include "test_key_store_choice.moc"
