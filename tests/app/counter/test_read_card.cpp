// The command `read-card` without its process: what is wired to the reading, what comes out.
#include "app/counter/read_card_command.h"
#include "app/counter/trust_summary.h"
#include "app/counter/verify_command.h"
#include "core/identity/mrz.h"
#include "tests/app/counter/card_world.h"
#include "tests/support/registry.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

using namespace dd;
using namespace dd::counter;
using dd::test::CardWorld;

namespace {

struct Ran
{
    int exitCode = -1;
    QByteArray output;
    QByteArray errors;
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(output).object(); }
};

} // namespace

class TestReadCard : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<CardWorld> m_world;
    QTemporaryDir m_folder;
    QString m_csca;

    static ReadCardOptions parsed(QStringList arguments)
    {
        arguments.prepend(QStringLiteral("read-card"));
        arguments.prepend(QStringLiteral("dinhdanh-counter"));
        const auto options = parseReadCardOptions(arguments);
        if (!options)
            qFatal("%s", qPrintable(options.error().message));
        return *options;
    }

    Ran run(const QStringList &arguments, const QByteArray &typed = {}, bool watched = false, const std::stop_token &stop = {})
    {
        QByteArray input = typed;
        Ran ran;
        QBuffer in(&input), out(&ran.output), errors(&ran.errors);
        if (!in.open(QIODevice::ReadOnly) || !out.open(QIODevice::WriteOnly) || !errors.open(QIODevice::WriteOnly))
            qFatal("no buffers");
        const auto readers = []() -> Result<QStringList> { return QStringList{QStringLiteral("Reader A"), QStringLiteral("Reader B")}; };
        const auto withCard = []() -> Result<QStringList> { return QStringList{QStringLiteral("Reader B")}; };
        const auto source = [this](const QString &) { return nfc::makeSimulatedSource(m_world->image, m_world->random); };
        const ReadCardOptions options = parsed(arguments);
        ran.exitCode = runReadCard(options, {readers, withCard, source, m_world->random, m_world->clock, in, out, errors, watched}, stop);
        return ran;
    }
    QStringList can(const QStringList &more = {}) const { return QStringList{QStringLiteral("--can"), m_world->image.can} + more; }
    QStringList trusted() const { return {QStringLiteral("--csca"), m_csca, QStringLiteral("--demo")}; }

private slots:
    void init()
    {
        if (m_world)
            return;
        m_world = std::make_unique<CardWorld>();
        m_csca = m_folder.filePath(QStringLiteral("csca"));
        QVERIFY(QDir().mkpath(m_csca));
        QFile certificate(m_csca + QStringLiteral("/demo.cer"));
        QVERIFY(certificate.open(QIODevice::WriteOnly));
        QCOMPARE(certificate.write(m_world->image.cscaCertificate), m_world->image.cscaCertificate.size());
    }

    void wrongCommandLines_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, const QString &line, const QString &message) {
            QTest::newRow(name) << line.split(QLatin1Char(' '), Qt::SkipEmptyParts) << message;
        };
        row("nothing", {}, QStringLiteral("exactly one of --can and --mrz"));
        row("both", QStringLiteral("--can 000017 --mrz -"), QStringLiteral("exactly one"));
        row("unknown option", QStringLiteral("--can 000017 --pin 1"), QStringLiteral("pin"));
        row("loose word", QStringLiteral("--can 000017 now"), QStringLiteral("now"));
        row("BAC by CAN", QStringLiteral("--can 000017 --bac"), QStringLiteral("--bac needs --mrz"));
        row("replay with a code", QStringLiteral("--replay f --can 000017"), QStringLiteral("--replay brings its own card"));
        row("replay on a reader", QStringLiteral("--replay f --reader A"), QStringLiteral("--replay brings its own card"));
        row("list and record", QStringLiteral("--list --record f"), QStringLiteral("--list"));
        row("timeout of nothing", QStringLiteral("--can 000017 --timeout 0"), QStringLiteral("--timeout"));
        row("timeout in words", QStringLiteral("--can 000017 --timeout soon"), QStringLiteral("--timeout"));
        row("language", QStringLiteral("--can 000017 --lang fr"), QStringLiteral("--lang"));
        row("list and read", QStringLiteral("--list --can 000017"), QStringLiteral("--list"));
        row("value missing", QStringLiteral("--can"), QStringLiteral("can"));
    }
    void wrongCommandLines()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, message);
        const auto options = parseReadCardOptions(QStringList{QStringLiteral("dinhdanh-counter"), QStringLiteral("read-card")} + arguments);
        QVERIFY(!options);
        QVERIFY2(options.error().message.contains(message), qPrintable(options.error().message));
        QVERIFY(options.error().help.contains(QLatin1String("Exit code")));
    }
    void helpIsNoMistake()
    {
        const auto options = parseReadCardOptions({QStringLiteral("dinhdanh-counter"), QStringLiteral("read-card"), QStringLiteral("--help")});
        QVERIFY(!options);
        QVERIFY(options.error().message.isEmpty());
    }

    void genuineCard()
    {
        const Ran text = run(can(trusted()));
        QCOMPARE(text.exitCode, 0);
        QVERIFY(text.output.startsWith("CHIP THẬT (DEMO)\n"));
        QCOMPARE(text.errors, QByteArray("--csca: nhận 1, không nhận 0\n"));
        const Ran json = run(can(trusted()) + QStringList{QStringLiteral("--json")});
        QCOMPARE(json.exitCode, 0);
        QCOMPARE(json.output.count('\n'), 1);
        QCOMPARE(json.json().value(QLatin1String("verdict")).toString(), QStringLiteral("genuine"));
        const Ran english = run(can(trusted()) + QStringList{QStringLiteral("--lang"), QStringLiteral("en")});
        QVERIFY(english.output.startsWith("GENUINE CHIP (DEMO)\n"));
    }

    void withoutCertificatesTheIssuerIsUnknown()
    {
        const Ran ran = run(can({QStringLiteral("--json")}));
        QCOMPARE(ran.exitCode, 2);
        QCOMPARE(ran.json().value(QLatin1String("verdict")).toString(), QStringLiteral("issuer-unknown"));
    }

    void demoCertificatesNeedTheWord()
    {
        const Ran ran = run(can({QStringLiteral("--csca"), m_csca}));
        QCOMPARE(ran.exitCode, int(ExitUsage));
        QVERIFY(ran.output.isEmpty());
        QVERIFY(ran.errors.contains("demo certificate outside a demo"));
        const Ran nowhere = run(can({QStringLiteral("--csca"), m_folder.filePath(QStringLiteral("nowhere"))}));
        QCOMPARE(nowhere.exitCode, int(ExitUsage));
        QVERIFY(nowhere.errors.contains("folder missing"));
    }

    // Good files work, bad ones cannot be missed, and programs are told the same.
    void trustFolderIsReported()
    {
        const QString folder = m_folder.filePath(QStringLiteral("mixed"));
        QVERIFY(QDir().mkpath(folder));
        const auto write = [&](const char *fileName, const QByteArray &bytes) {
            QFile file(folder + QLatin1Char('/') + QLatin1String(fileName));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        QVERIFY(write("demo.cer", m_world->image.cscaCertificate));
        QVERIFY(write("broken.bin", "junk"));
        QVERIFY(write("readme.txt", "what is here"));
        const QStringList arguments{QStringLiteral("--csca"), folder, QStringLiteral("--demo"), QStringLiteral("--lang"), QStringLiteral("en")};
        const Ran text = run(can(arguments));
        QCOMPARE(text.exitCode, 0);
        QVERIFY2(text.errors.startsWith("--csca: 1 taken, 1 not taken\n--csca: NOT TAKEN: broken.bin (deviation list): "), text.errors.constData());
        QVERIFY(text.errors.contains("--csca: passed over by name: readme.txt\n"));
        QVERIFY(!text.output.contains("broken.bin"));
        const Ran ran = run(can(arguments) + QStringList{QStringLiteral("--json")});
        const QJsonObject trust = ran.json().value(QLatin1String("trust")).toObject();
        QCOMPARE(trust.value(QLatin1String("taken")).toInt(), 1);
        QCOMPARE(trust.value(QLatin1String("notTaken")).toInt(), 1);
        QCOMPARE(trust.value(QLatin1String("ignored")).toArray(), QJsonArray{QStringLiteral("readme.txt")});
        const QJsonObject broken = trust.value(QLatin1String("files")).toArray().first().toObject();
        QCOMPARE(broken.value(QLatin1String("file")).toString(), QStringLiteral("broken.bin"));
        QCOMPARE(broken.value(QLatin1String("taken")).toBool(true), false);
        QVERIFY(!broken.value(QLatin1String("why")).toString().isEmpty());
        // Also where the card is not read.
        const Ran refused = run(QStringList{QStringLiteral("--can"), QStringLiteral("999999"), QStringLiteral("--json")} + arguments);
        QCOMPARE(refused.json().value(QLatin1String("trust")).toObject().value(QLatin1String("notTaken")).toInt(), 1);
    }

    void listsInTheSummary()
    {
        const qint64 now = 1'790'000'000;
        nfc::TrustFolderReport report;
        nfc::TrustFile list{QStringLiteral("list.ml"), nfc::TrustFile::Kind::MasterList};
        list.certificates = 590;
        list.countries = 95;
        list.unusable = {{QStringLiteral("C = UT"), QStringLiteral("its key is not supported")}};
        list.dated = now - 400 * 86400;
        nfc::TrustFile crl{QStringLiteral("old.crl"), nfc::TrustFile::Kind::RevocationList};
        crl.entries = 3;
        crl.dated = now - 100 * 86400;
        crl.nextUpdate = now - 1;
        nfc::TrustFile future = crl;
        future.name = QStringLiteral("new\x1B.crl");
        future.dated = now + 1;
        future.nextUpdate = now + 86400;
        report.files = {list, crl, future};
        const QStringList lines = trustLines(report, now, Language::English);
        QCOMPARE(lines.size(), 5);
        QCOMPARE(lines.at(0), QStringLiteral("--csca: 3 taken, 0 not taken"));
        QCOMPARE(lines.at(1), QStringLiteral("--csca: list.ml (master list): 590 certificates of 95 countries, of 2025-08-17 (400 days ago), 1 unusable"));
        QCOMPARE(lines.at(2), QStringLiteral("--csca: list.ml: unusable: C = UT: its key is not supported"));
        QVERIFY2(lines.at(3).contains(QStringLiteral("NOT CURRENT")), qPrintable(lines.at(3)));
        QVERIFY2(lines.at(4).contains(QStringLiteral("NOT CURRENT")) && !lines.at(4).contains(QLatin1Char('\x1B')), qPrintable(lines.at(4)));
        const QJsonArray files = trustJson(report, now).value(QLatin1String("files")).toArray();
        QCOMPARE(files.at(0).toObject().value(QLatin1String("ageDays")).toInt(), 400);
        QCOMPARE(files.at(0).toObject().value(QLatin1String("unusable")).toArray().size(), 1);
        QCOMPARE(files.at(1).toObject().value(QLatin1String("current")).toBool(true), false);
        QCOMPARE(files.at(2).toObject().value(QLatin1String("current")).toBool(true), false);
    }

    void keyFromStandardInput()
    {
        const QStringList more = trusted() + QStringList{QStringLiteral("--json")};
        QCOMPARE(run(QStringList{QStringLiteral("--can"), QStringLiteral("-")} + more, m_world->image.can.toLatin1() + '\n').exitCode, 0);
        const QByteArray lines = QString(nfc::demoPerson().mrz).toUtf8();
        QCOMPARE(run(QStringList{QStringLiteral("--mrz"), QStringLiteral("-")} + more, lines).exitCode, 0);
        const Ran empty = run(QStringList{QStringLiteral("--can"), QStringLiteral("-")} + more);
        QCOMPARE(empty.exitCode, int(ExitUsage));
        QVERIFY(empty.errors.contains("--can: "));
    }

    void aWrongKeyIsRefusedByTheCard()
    {
        const Ran ran = run({QStringLiteral("--can"), QStringLiteral("999999"), QStringLiteral("--lang"), QStringLiteral("en")});
        QCOMPARE(ran.exitCode, 3);
        QVERIFY(ran.output.isEmpty());
        QVERIFY(ran.errors.startsWith("THE CARD COULD NOT BE READ\n"));
        QVERIFY(ran.errors.contains("NFC-003"));
        const Ran json = run({QStringLiteral("--can"), QStringLiteral("999999"), QStringLiteral("--json")});
        QCOMPARE(json.exitCode, 3);
        QCOMPARE(json.json().value(QLatin1String("code")).toString(), QStringLiteral("NFC-003"));
        QVERIFY(!json.json().value(QLatin1String("stage")).toString().isEmpty());
    }

    void stopped()
    {
        std::stop_source stop;
        stop.request_stop();
        const Ran ran = run(can({QStringLiteral("--json")}), {}, false, stop.get_token());
        QCOMPARE(ran.exitCode, 4);
        QCOMPARE(ran.json().value(QLatin1String("code")).toString(), QStringLiteral("NFC-012"));
    }

    void faceIsWrittenAsStored()
    {
        const QString path = m_folder.filePath(QStringLiteral("face.jpg"));
        const Ran ran = run(can(trusted()) + QStringList{QStringLiteral("--face"), path});
        QCOMPARE(ran.exitCode, 0);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), nfc::demoPerson().faceJpeg);
        QCOMPARE(file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther), QFileDevice::Permissions()); // a portrait is personal
        const Ran nowhere = run(can(trusted()) + QStringList{QStringLiteral("--face"), m_folder.filePath(QStringLiteral("no/face.jpg"))});
        QCOMPARE(nowhere.exitCode, 7);
        QVERIFY(nowhere.output.startsWith("CHIP THẬT")); // the report is there all the same
        QVERIFY(nowhere.errors.contains("--face"));
        const Ran unknown = run(can({QStringLiteral("--face"), m_folder.filePath(QStringLiteral("no/face.jpg"))}));
        QCOMPARE(unknown.exitCode, 2); // what the checks say counts for more
    }

    void faceIsDecodedForPng()
    {
        const QString path = m_folder.filePath(QStringLiteral("face.PNG"));
        QCOMPARE(run(can(trusted()) + QStringList{QStringLiteral("--face"), path}).exitCode, 0);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.read(8) == QByteArray::fromHex("89504E470D0A1A0A"));
        QCOMPARE(QImage(path).size(), QSize(360, 480));
        QCOMPARE(file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther), QFileDevice::Permissions());
    }

    // Chosen by the user, and said so in the report.
    void basicAccessControlByChoice()
    {
        const QString mrz = QString(nfc::demoPerson().mrz).replace(QLatin1Char('\n'), QLatin1Char('/'));
        const auto accessOf = [](const Ran &ran) {
            return ran.json().value(QLatin1String("checks")).toObject().value(QLatin1String("access")).toObject().value(QLatin1String("detail")).toString();
        };
        const QStringList arguments = QStringList{QStringLiteral("--mrz"), mrz, QStringLiteral("--json")} + trusted();
        const Ran basic = run(arguments + QStringList{QStringLiteral("--bac")});
        QCOMPARE(basic.exitCode, 0);
        QCOMPARE(accessOf(basic), QStringLiteral("BAC, 3DES"));
        QVERIFY(accessOf(run(arguments)).contains(QLatin1String("PACE")));
    }

    // A reading written down, and played again where there is no reader and no card.
    void recordedAndReplayed()
    {
        const QString path = m_folder.filePath(QStringLiteral("reading.json"));
        const Ran first = run(can(trusted()) + QStringList{QStringLiteral("--json"), QStringLiteral("--record"), path});
        QCOMPARE(first.exitCode, 0);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther), QFileDevice::Permissions());
        const QByteArray content = file.readAll();
        for (const QByteArray &secret : {m_world->image.can.toUtf8(), nfc::demoPerson().details.fullName.toUtf8(), QByteArray("NGUYEN"),
                                         QByteArray("001090000017"), m_world->image.mrzInformation, QByteArray("900101")})
            QVERIFY2(!content.contains(secret), secret.constData());
        const Ran again = run({QStringLiteral("--replay"), path, QStringLiteral("--json"), QStringLiteral("--lang"), QStringLiteral("en")});
        QCOMPARE(again.exitCode, 0);
        QCOMPARE(again.json().value(QLatin1String("verdict")).toString(), QStringLiteral("genuine"));
        QCOMPARE(again.json().value(QLatin1String("demo")).toBool(), true);
        QCOMPARE(again.json().value(QLatin1String("simulated")).toBool(), true);
        QCOMPARE(again.json().value(QLatin1String("files")), first.json().value(QLatin1String("files"))); // the same files, as long
        QVERIFY2(again.errors.contains("0 unlike the recording, which ended with: genuine."), again.errors.constData());
        const Ran text = run({QStringLiteral("--replay"), path});
        QVERIFY(text.output.startsWith("CHIP THẬT (DEMO)\n"));
        QVERIFY(text.output.contains("Chip giả lập"));
    }

    void aRefusedReadingIsRecordedToo()
    {
        const QString path = m_folder.filePath(QStringLiteral("refused.json"));
        QCOMPARE(run({QStringLiteral("--can"), QStringLiteral("999999"), QStringLiteral("--record"), path}).exitCode, 3);
        const Ran again = run({QStringLiteral("--replay"), path, QStringLiteral("--json")});
        QCOMPARE(again.exitCode, 3);
        QCOMPARE(again.json().value(QLatin1String("code")).toString(), QStringLiteral("NFC-003"));
        const Ran nowhere = run(can(trusted()) + QStringList{QStringLiteral("--record"), m_folder.filePath(QStringLiteral("no/reading.json"))});
        QCOMPARE(nowhere.exitCode, 7);
        QVERIFY(nowhere.errors.contains("--record"));
    }

    void recordingsThatCannotBeUsed_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("why");
        QTest::newRow("no recording") << QByteArray("{}") << QByteArray("not a whole recording");
        QTest::newRow("a later version") << QByteArray(R"({"format": "dinhdanh-card-recording", "version": 2})") << QByteArray("version");
        QTest::newRow("nothing") << QByteArray() << QByteArray("not a whole recording");
    }
    void recordingsThatCannotBeUsed()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, why);
        const QString path = m_folder.filePath(QStringLiteral("bad.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size());
        file.close();
        const Ran ran = run({QStringLiteral("--replay"), path, QStringLiteral("--lang"), QStringLiteral("en")});
        QCOMPARE(ran.exitCode, int(ExitUsage));
        QVERIFY2(ran.errors.contains("--replay: the recording cannot be used") && ran.errors.contains(why), ran.errors.constData());
        QVERIFY(run({QStringLiteral("--replay"), m_folder.filePath(QStringLiteral("none.json"))}).errors.contains("no such file"));
    }

    void readersAreListed()
    {
        const Ran text = run({QStringLiteral("--list"), QStringLiteral("--lang"), QStringLiteral("en")});
        QCOMPARE(text.exitCode, 0);
        QCOMPARE(text.output, QByteArray("Reader A\nReader B  (with a card)\n"));
        const Ran json = run({QStringLiteral("--list"), QStringLiteral("--json")});
        const QJsonArray readers = json.json().value(QLatin1String("readers")).toArray();
        QCOMPARE(readers.size(), 2);
        QCOMPARE(readers.at(1).toObject().value(QLatin1String("card")).toBool(), true);
    }

    void readerThatIsNotThereYet()
    {
        const Ran there = run(can({QStringLiteral("--reader"), QStringLiteral("Reader")}));
        QVERIFY(there.errors.isEmpty());
        const Ran missing = run(can({QStringLiteral("--reader"), QStringLiteral("ACS")}));
        QVERIFY(missing.errors.contains("ACS") && missing.errors.contains("Reader A, Reader B"));
    }

    // Progress goes to those who look, in one line, and says nothing about the person.
    void progressForThoseWhoLook()
    {
        const Ran watched = run(can(trusted()) + QStringList{QStringLiteral("--lang"), QStringLiteral("en")}, {}, true);
        QVERIFY(watched.errors.contains("\r\x1B[KReading the portrait (DG2, "));
        QVERIFY(watched.errors.endsWith("\r\x1B[K")); // and leaves nothing behind
        QCOMPARE(watched.errors.count('\n'), 1); // behind the line about the certificates
        for (const QByteArray &secret :
             {m_world->image.can.toUtf8(), nfc::demoPerson().details.fullName.toUtf8(), QByteArray("NGUYEN"), QByteArray("001090000017")})
            QVERIFY(!watched.errors.contains(secret));
        const Ran prompted = run(QStringList{QStringLiteral("--can"), QStringLiteral("-")} + trusted(), m_world->image.can.toLatin1() + '\n', true);
        QVERIFY(prompted.errors.contains("Số CAN"));
    }
};

DD_TEST(TestReadCard)
#include "test_read_card.moc"
