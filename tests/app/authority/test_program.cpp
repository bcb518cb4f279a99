// The executable itself: init, serve, SIGTERM.
#include "app/authority/registry.h"
#include "app/authority/state.h"
#include "core/trust/trust_list.h"
#include "nfc/simulator/soft_card.h"
#include "tests/app/authority/http_client.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

namespace {

constexpr int patience = 20'000;

struct Outcome
{
    int code = -1;
    QByteArray out;
    QByteArray err;
};

QString program()
{
    return QCoreApplication::applicationDirPath() + QStringLiteral("/dinhdanh-authority");
}

Outcome run(const QStringList &arguments)
{
    QProcess process;
    process.start(program(), arguments);
    if (!process.waitForFinished(patience)) {
        process.kill();
        process.waitForFinished(patience);
        return {};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

class TestProgram : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY2(QFile::exists(program()), qPrintable(program())); }

    void wrongUse_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("no state") << QStringList{QStringLiteral("init")};
        QTest::newRow("unknown command") << QStringList{QStringLiteral("destroy"), QStringLiteral("--state"), folder.path()};
        QTest::newRow("unknown option") << QStringList{QStringLiteral("init"), QStringLiteral("--state"), folder.path(), QStringLiteral("--force")};
        QTest::newRow("no CSCA") << QStringList{QStringLiteral("serve"), QStringLiteral("--state"), folder.path()};
        QTest::newRow("approve nobody") << QStringList{QStringLiteral("approve"), QStringLiteral("--state"), folder.path()};
        QTest::newRow("approve two ways") << QStringList{QStringLiteral("approve"), QStringLiteral("--state"), folder.path(), QStringLiteral("--number"),
                                                         QStringLiteral("001090000017"), QStringLiteral("--thumbprint"), QString(64, u'a')};
        QTest::newRow("approve a thumbprint that is none") << QStringList{QStringLiteral("approve"), QStringLiteral("--state"), folder.path(),
                                                                          QStringLiteral("--thumbprint"), QString(63, u'a')};
        QTest::newRow("port that is none") << QStringList{QStringLiteral("serve"), QStringLiteral("--state"), folder.path(), QStringLiteral("--csca"),
                                                          folder.path(), QStringLiteral("--port"), QStringLiteral("70000")};
    }
    void wrongUse()
    {
        QFETCH(QStringList, arguments);
        QCOMPARE(run(arguments).code, 64);
    }

    void initServeStop()
    {
        const QString state = folder.path() + QStringLiteral("/state");
        const QString csca = folder.path() + QStringLiteral("/csca");
        QVERIFY(QDir().mkdir(csca));
        QFile certificate(csca + QStringLiteral("/csca.cer"));
        const auto issuer = dd::nfc::makeDemoIssuer(QDateTime::currentSecsSinceEpoch());
        QVERIFY(issuer.has_value());
        QVERIFY(certificate.open(QIODevice::WriteOnly) && certificate.write(issuer->cscaCertificate) == issuer->cscaCertificate.size());
        certificate.close();

        const QStringList init{QStringLiteral("init"), QStringLiteral("--state"), state, QStringLiteral("--demo")};
        const Outcome first = run(init);
        QVERIFY2(first.code == 0, first.err.constData());
        const Outcome second = run(init);
        QCOMPARE(second.code, 1);
        QVERIFY(second.err.startsWith("AUT-012"));

        QProcess server;
        server.start(program(), {QStringLiteral("serve"), QStringLiteral("--state"), state, QStringLiteral("--csca"), csca});
        QVERIFY(server.waitForReadyRead(patience));
        static const QRegularExpression line(QStringLiteral("^listening on http://127\\.0\\.0\\.1:(\\d+)\n$"));
        const QRegularExpressionMatch match = line.match(QString::fromUtf8(server.readAllStandardOutput()));
        QVERIFY(match.hasMatch());
        const int port = match.captured(1).toInt();
        QCOMPARE(dd::test::get(port, "/health").status, 200);
        const auto root = dd::crypto::PublicKey::fromCose(QByteArrayView(dd::test::readFile(state + QStringLiteral("/root.cose"))));
        QVERIFY(root.has_value());
        const auto list = dd::trust::openTrustList(dd::test::get(port, "/trust-list").body, *root);
        QVERIFY(list.has_value());
        QVERIFY(list->demo);
        QCOMPARE(run({QStringLiteral("renew"), QStringLiteral("--state"), state}).code, 1); // the server holds the folder
        const QStringList approve{QStringLiteral("approve"), QStringLiteral("--state"), state, QStringLiteral("--number"), QStringLiteral("001090000017")};
        QVERIFY(run(approve).err.startsWith("AUT-013"));

        server.terminate(); // SIGTERM
        QVERIFY(server.waitForFinished(patience));
        QCOMPARE(server.exitStatus(), QProcess::NormalExit);
        QCOMPARE(server.exitCode(), 0);
        QCOMPARE(dd::test::get(port, "/health").status, 0);
        QCOMPARE(run({QStringLiteral("renew"), QStringLiteral("--state"), state}).code, 0);
        const Outcome nobody = run(approve);
        QCOMPARE(nobody.code, 1);
        QVERIFY2(nobody.err.startsWith("AUT-007"), nobody.err.constData());
    }

    void approvesWhoIsEnrolled()
    {
        namespace authority = dd::authority;
        const QString state = folder.path() + QStringLiteral("/approving");
        dd::SystemRandom random;
        const dd::SystemClock clock; // the program's own
        QVERIFY(authority::initState(state, {}, random, clock).has_value());
        const auto key = dd::crypto::generateSigner(dd::crypto::Algorithm::Ed25519, random).value()->publicKey();
        const auto inRegistry = [&](auto work) {
            const authority::State opened = authority::openState(state, clock).value();
            authority::RecordStore records(opened.recordsFolder(), opened.recordKey, random);
            authority::Registry registry = authority::Registry::load(records).value();
            return work(registry);
        };
        authority::EnrolledPerson person;
        person.number = QStringLiteral("001090000017");
        person.enrolledAt = 1'795'258'800;
        person.keys = {key};
        QVERIFY(inRegistry([&](authority::Registry &registry) { return registry.enrol(person).has_value(); }));

        const QByteArray thumbprint = key.thumbprint().toHex();
        const Outcome byNumber = run({QStringLiteral("approve"), QStringLiteral("--state"), state, QStringLiteral("--number"), person.number});
        QVERIFY2(byNumber.code == 0, byNumber.err.constData());
        QCOMPARE(byNumber.out, "level 2, enrolled 2026-11-21T11:00:00Z, keys:\n" + thumbprint + '\n');
        const Outcome byKey = run({QStringLiteral("approve"), QStringLiteral("--state"), state, QStringLiteral("--thumbprint"),
                                   QString::fromLatin1(thumbprint.toUpper())});
        QCOMPARE(byKey.out, byNumber.out);
        inRegistry([&](authority::Registry &registry) {
            const authority::EnrolledPerson *approved = registry.findByKey(key.thumbprint());
            QVERIFY(approved);
            QCOMPARE(approved->level, 2);
            QCOMPARE(approved->evidence, dd::credential::EvidenceInPerson);
        });
    }

    void aDemoAnchorNeedsADemoState()
    {
        const QString state = folder.path() + QStringLiteral("/genuine");
        QCOMPARE(run({QStringLiteral("init"), QStringLiteral("--state"), state}).code, 0);
        const Outcome served = run({QStringLiteral("serve"), QStringLiteral("--state"), state, QStringLiteral("--csca"),
                                    folder.path() + QStringLiteral("/csca/csca.cer")});
        QCOMPARE(served.code, 1);
        QVERIFY2(served.err.startsWith("COR-003"), served.err.constData());
    }

private:
    QTemporaryDir folder;
};

DD_TEST(TestProgram)
#include "test_program.moc"
