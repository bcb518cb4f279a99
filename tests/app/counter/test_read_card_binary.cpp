// The real binary at a real smart-card service with a simulated card: run through tests/platform/with_pcscd.sh. What needs no
// reader is tried everywhere.
#include "nfc/simulator/soft_card.h"
#include "tests/app/counter/read_card_program.h"
#include "tests/support/registry.h"

#include <csignal>
#include <QElapsedTimer>

using namespace dd;
using namespace dd::test;

class TestReadCardBinary : public QObject
{
    Q_OBJECT

private:
    nfc::CardImage m_card;
    QByteArray m_typedCan;

    // What it takes to believe the demo card.
    QStringList trusted(const QStringList &more = {}) const
    {
        return QStringList{QStringLiteral("--csca"), qEnvironmentVariable("DINHDANH_SIMULATED_CARD"), QStringLiteral("--demo")} + more;
    }
    static QString verdictOf(const Finished &finished) { return finished.json().value(QLatin1String("verdict")).toString(); }

private slots:
    void init()
    {
        if (!qEnvironmentVariableIsSet("DINHDANH_READER_CONTROL"))
            return;
        const Result<nfc::CardImage> card = nfc::loadCardImage(qEnvironmentVariable("DINHDANH_SIMULATED_CARD"));
        QVERIFY(card);
        m_card = *card;
        m_typedCan = m_card.can.toLatin1() + '\n';
    }

    void withoutAReader_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("errors");
        QTest::newRow("help") << words("--help") << 0 << "Exit code: 0 genuine"
                              << "";
        QTest::newRow("no key") << QStringList() << 64 << ""
                                << "exactly one of --can and --mrz";
        QTest::newRow("bad CAN") << words("--can 12345") << 64 << ""
                                 << "6 chữ số";
        QTest::newRow("bad CAN, in English") << words("--can 12345 --lang en") << 64 << ""
                                             << "six digits";
        QTest::newRow("bad MRZ") << words("--mrz 1/2/3 --lang en") << 64 << ""
                                 << "yyMMdd";
        QTest::newRow("no such folder") << words("--can 000017 --csca no-such-folder") << 64 << ""
                                        << "folder missing";
    }
    void withoutAReader()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, output);
        QFETCH(QString, errors);
        const Finished finished = readCardWith(arguments);
        QTEST(finished.exitCode, "exitCode");
        QVERIFY2(QString::fromUtf8(finished.output).contains(output), finished.output.constData());
        QVERIFY2(QString::fromUtf8(finished.errors).contains(errors), finished.errors.constData());
        QCOMPARE(finished.output.isEmpty(), output.isEmpty());
    }

    void aGenuineCard()
    {
        DD_NEED_READERS;
        const Finished finished = readCardWith(trusted(words("--can - --json")), m_typedCan);
        QVERIFY2(finished.exitCode == 0, finished.output + finished.errors);
        QCOMPARE(verdictOf(finished), QStringLiteral("genuine"));
        const QJsonObject json = finished.json();
        QCOMPARE(json.value(QLatin1String("reader")).toString(), QStringLiteral("Virtual PCD 00 00")); // the one it was found on
        QCOMPARE(json.value(QLatin1String("demo")).toBool(), true);
        QCOMPARE(json.value(QLatin1String("who")).toObject().value(QLatin1String("dg13")).toObject().value(QLatin1String("fullName")).toString(),
                 nfc::demoPerson().details.fullName);
        QMap<QString, int> files;
        for (const QJsonValue &file : json.value(QLatin1String("files")).toArray())
            files.insert(file.toObject().value(QLatin1String("name")).toString(), file.toObject().value(QLatin1String("bytes")).toInt());
        for (auto file = m_card.files.begin(); file != m_card.files.end(); ++file)
            QCOMPARE(files.value(nfc::name(file.key())), file->size());
    }

    void theReportForPeople()
    {
        DD_NEED_READERS;
        const Finished vietnamese = readCardWith(trusted(words("--can - --reader Virtual")), m_typedCan);
        QCOMPARE(vietnamese.exitCode, 0);
        QVERIFY(vietnamese.output.startsWith("CHIP THẬT (DEMO)\n"));
        QVERIFY(vietnamese.output.contains(nfc::demoPerson().details.fullName.toUtf8()));
        const Finished english = readCardWith(trusted(words("--mrz - --lang en")), nfc::demoPerson().mrz.toUtf8() + '\n');
        QCOMPARE(english.exitCode, 0);
        QVERIFY(english.output.startsWith("GENUINE CHIP (DEMO)\n"));
        // Personal values are on standard output alone, and what went over the air nowhere.
        for (const Finished *finished : {&vietnamese, &english}) {
            for (const QByteArray &secret : {m_card.can.toUtf8(), nfc::demoPerson().details.fullName.toUtf8(), QByteArray("001090000017"),
                                             QByteArray("NGUYEN"), QByteArray("a0000002471001"), QByteArray("A0000002471001")})
                QVERIFY2(!finished->errors.contains(secret), finished->errors.constData());
        }
    }

    void otherVerdicts()
    {
        DD_NEED_READERS;
        const Finished unknown = readCardWith(words("--can - --json"), m_typedCan);
        QCOMPARE(unknown.exitCode, 2);
        QCOMPARE(verdictOf(unknown), QStringLiteral("issuer-unknown"));
        const Finished refused = readCardWith(words("--can - --json"), "999999\n");
        QCOMPARE(refused.exitCode, 3);
        QCOMPARE(refused.json().value(QLatin1String("code")).toString(), QStringLiteral("NFC-003"));
        const Finished empty =
            readCardWith(words("--can - --json --timeout 1 --reader") + QStringList{QStringLiteral("Virtual PCD 00 01")}, m_typedCan);
        QCOMPARE(empty.exitCode, 4);
        QCOMPARE(empty.json().value(QLatin1String("code")).toString(), QStringLiteral("NFC-001"));
        const Finished nowhere = readCardWith(words("--can - --json --timeout 1 --reader Nowhere"), m_typedCan);
        QCOMPARE(nowhere.exitCode, 5);
        QVERIFY(nowhere.errors.contains("Virtual PCD 00 00")); // says what there is
    }

    // With "-" the access code is no argument, so no list of processes shows it.
    void theCodeIsNoArgument()
    {
        DD_NEED_READERS;
        const auto process = startReadCard(words("--can - --json --timeout 30 --reader") + QStringList{QStringLiteral("Virtual PCD 00 01")});
        process->write(m_typedCan);
        process->closeWriteChannel();
        QTest::qSleep(500);
        QCOMPARE(process->state(), QProcess::Running);
        QFile arguments(QStringLiteral("/proc/%1/cmdline").arg(process->processId()));
        QVERIFY(arguments.open(QIODevice::ReadOnly));
        const QByteArray line = arguments.readAll();
        QVERIFY(line.contains("read-card") && !line.contains(m_card.can.toLatin1()));
        // Stopped in good order: says so, and soon.
        QElapsedTimer elapsed;
        elapsed.start();
        QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGINT), 0);
        const Finished finished = finish(*process);
        QCOMPARE(finished.exitCode, 4);
        QCOMPARE(finished.json().value(QLatin1String("code")).toString(), QStringLiteral("NFC-012"));
        QVERIFY(elapsed.elapsed() < 5000);
    }

    void aCardLaidDownLate()
    {
        DD_NEED_READERS;
        const auto process = startReadCard(trusted(words("--can - --json --reader") + QStringList{QStringLiteral("Virtual PCD 00 01")}));
        process->write(m_typedCan);
        process->closeWriteChannel();
        QTest::qSleep(500);
        QCOMPARE(process->state(), QProcess::Running);
        QVERIFY(tellReaders("insert 1"));
        const Finished finished = finish(*process);
        QCOMPARE(finished.exitCode, 0);
        QCOMPARE(finished.json().value(QLatin1String("reader")).toString(), QStringLiteral("Virtual PCD 00 01"));
        QVERIFY(cardOn(0) && cardOn(1));
        QVERIFY(tellReaders("remove 1"));
    }
};

DD_TEST(TestReadCardBinary)
#include "test_read_card_binary.moc"
