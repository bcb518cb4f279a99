#include "app/citizen/auto_lock.h"
#include "app/citizen/display.h"
#include "app/citizen/options.h"
#include "tests/app/citizen/phone.h"
#include "tests/support/registry.h"

#include <QSignalSpy>

namespace dd::citizen {
class TestOptions : public QObject
{
    Q_OBJECT
private slots:
    void commandLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<bool>("good");
        const auto row = [](const char *name, const QStringList &arguments, bool good) { QTest::newRow(name) << arguments << good; };
        row("nothing", {}, true);
        row("fake store", {QStringLiteral("--key-store"), QStringLiteral("fake:/x")}, true);
        row("no store", {QStringLiteral("--key-store"), QStringLiteral("none")}, true);
        row("secret service", {QStringLiteral("--key-store"), QStringLiteral("secret-service")}, true);
        row("unknown store", {QStringLiteral("--key-store"), QStringLiteral("tpm")}, false);
        row("fake sensor", {QStringLiteral("--biometrics"), QStringLiteral("fake:/x")}, true);
        row("unknown sensor", {QStringLiteral("--biometrics"), QStringLiteral("iris")}, false);
        row("fake device keys", {QStringLiteral("--device-keys"), QStringLiteral("fake:/x")}, true);
        row("device keys nowhere", {QStringLiteral("--device-keys"), QStringLiteral("fake:")}, false);
        row("language", {QStringLiteral("--language"), QStringLiteral("en")}, true);
        row("unknown language", {QStringLiteral("--language"), QStringLiteral("fr")}, false);
        row("authority here", {QStringLiteral("--authority"), QStringLiteral("http://127.0.0.1:8080")}, true);
        row("authority here by name", {QStringLiteral("--authority"), QStringLiteral("http://localhost:8080")}, true);
        row("authority far, encrypted", {QStringLiteral("--authority"), QStringLiteral("https://authority.example")}, true);
        row("authority far, in the clear", {QStringLiteral("--authority"), QStringLiteral("http://authority.example")}, false);
        row("authority without a host", {QStringLiteral("--authority"), QStringLiteral("8080")}, false);
        row("another scheme", {QStringLiteral("--authority"), QStringLiteral("ftp://127.0.0.1")}, false);
        row("left over", {QStringLiteral("extra")}, false);
    }
    void commandLine()
    {
        QFETCH(QStringList, arguments);
        QFETCH(bool, good);
        arguments.prepend(QStringLiteral("dinhdanh"));
        const auto options = parseOptions(arguments);
        QCOMPARE(options.has_value(), good);
        if (!good)
            QCOMPARE(options.error().code, dd::ErrorCode::InvalidInput);
    }

    void aStatementFitsItsPlace_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("kept");
        QTest::newRow("plain") << QStringLiteral("Khách sạn Mẫu") << QStringLiteral("Khách sạn Mẫu");
        QTest::newRow("spaces and lines") << QStringLiteral("  a \n b ") << QStringLiteral("a b");
        QTest::newRow("invisible") << QStringLiteral("a\u200b\u202eb") << QStringLiteral("ab");
        QTest::newRow("decomposed") << QStringLiteral("a\u0301") << QStringLiteral("á");
        QTest::newRow("64 bytes") << QString(64, QLatin1Char('x')) << QString(64, QLatin1Char('x'));
        QTest::newRow("65 bytes") << QString(65, QLatin1Char('x')) << QString(64, QLatin1Char('x'));
        QTest::newRow("three bytes each") << QString(30, QChar(0x1ebf)) << QString(21, QChar(0x1ebf));
        QTest::newRow("empty") << QString() << QStringLiteral("");
    }
    void aStatementFitsItsPlace()
    {
        QFETCH(QString, text);
        QFETCH(QString, kept);
        QCOMPARE(Display::cutToStatement(text), kept);
    }

    void datesAreReadAsPeopleWriteThem()
    {
        QCOMPARE(Display::parseDate(QStringLiteral(" 1/2/2027 ")), QDate(2027, 2, 1));
        QCOMPARE(Display::parseDate(QStringLiteral("01-02-2027")), QDate(2027, 2, 1));
        QVERIFY(!Display::parseDate(QStringLiteral("31/02/2027")).isValid());
        QVERIFY(!Display::parseDate(QStringLiteral("2027")).isValid());
        QCOMPARE(Display::dateTime(dd::test::worldTime), QStringLiteral("18:00 21/11/2026"));
        QCOMPARE(Display::fromLocal(QDate(2026, 11, 21), QTime(18, 0)), dd::test::worldTime);
    }

    void anIdleWalletLocksUnlessItIsPresenting()
    {
        QTemporaryDir folder;
        dd::test::World world;
        dd::test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        const auto lifecycle = platform::makeNullLifecycle();
        AutoLock lock(phone.app().session(), *lifecycle, {.idleMs = 300});
        QSignalSpy expired(&lock, &AutoLock::expired);
        QObject::connect(&lock, &AutoLock::expired, &phone.app().wallet(), &VaultController::lock);
        lock.setPresenting(true);
        QTest::qWait(500);
        QCOMPARE(expired.count(), 0);
        lock.setPresenting(false);
        for (int i = 0; i < 5; ++i) { // somebody is there
            QTest::qWait(150);
            QTest::keyClick(phone.window, Qt::Key_Shift);
        }
        QCOMPARE(expired.count(), 0);
        QVERIFY(phone.waitFor("page.secret", 3000));
        QCOMPARE(expired.count(), 1);
        QTest::qWait(500);
        QCOMPARE(expired.count(), 1); // locked: nothing runs
    }
};

DD_TEST(TestOptions)

} // namespace dd::citizen

#include "test_options.moc"
