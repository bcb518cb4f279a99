#include "nfc/read_card.h"

#include "tests/nfc/card_reading.h"
#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QLoggingCategory>
#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::canOf;
using dd::test::Reading;
using Verdict = ReadReport::Verdict;

namespace {

Reading readingOf(bool extended, bool basic)
{
    Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
    reading.card.extendedLength = extended;
    reading.basicAccess = basic;
    if (basic)
        reading.access = AccessKey{AccessKey::Kind::Mrz, reading.card.mrzInformation};
    return reading;
}

// One card first, another from the second connection on.
class TwoCards final : public CardSource
{
public:
    TwoCards(CardSource &first, CardSource &second) : m_first(first), m_second(second) {}
    bool isAvailable() const override { return true; }
    QString name() const override { return m_first.name(); }
    bool isSimulated() const override { return true; }
    Result<std::unique_ptr<CardChannel>> connect(std::stop_token stop, int timeoutMs) override
    {
        return m_connections++ == 0 ? m_first.connect(std::move(stop), timeoutMs) : m_second.connect(std::move(stop), timeoutMs);
    }

private:
    CardSource &m_first;
    CardSource &m_second;
    int m_connections = 0;
};

} // namespace

class TestReadCard : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("dinhdanh.nfc.info=false")); }

    void genuineDemoCard_data()
    {
        QTest::addColumn<ActiveAuthenticationKey>("key");
        QTest::addColumn<bool>("extended");
        QTest::addColumn<QString>("proof");
        QTest::newRow("RSA, extended") << ActiveAuthenticationKey::Rsa << true << QStringLiteral("RSA-1024 ISO 9796-2 SHA-1");
        QTest::newRow("RSA, short") << ActiveAuthenticationKey::Rsa << false << QStringLiteral("RSA-1024 ISO 9796-2 SHA-1");
        QTest::newRow("ECDSA, extended") << ActiveAuthenticationKey::Ecdsa << true << QStringLiteral("ECDSA brainpoolP256r1 SHA-256");
        QTest::newRow("ECDSA, short") << ActiveAuthenticationKey::Ecdsa << false << QStringLiteral("ECDSA brainpoolP256r1 SHA-256");
        QTest::newRow("RSA-2048, extended") << ActiveAuthenticationKey::Rsa2048 << true << QStringLiteral("RSA-2048 ISO 9796-2 SHA-256");
    }
    void genuineDemoCard()
    {
        QFETCH(ActiveAuthenticationKey, key);
        QFETCH(bool, extended);
        QFETCH(QString, proof);
        Reading reading{test::demoCard(key)};
        reading.card.extendedLength = extended;
        const Result<ReadResult> result = reading.run();
        QVERIFY2(result, result ? "" : qPrintable(errorId(result.error().code) + result.error().stage + result.error().detail));
        QCOMPARE(result->report.verdict(), Verdict::Genuine);
        QCOMPARE(result->report.access.detail, QStringLiteral("PACE-ECDH-GM-AES-128, brainpoolP256r1"));
        QCOMPARE(result->report.activeAuthentication.detail, proof);
        QVERIFY(result->report.demo);
        QVERIFY(result->report.simulated);
        QVERIFY(result->report.anchorName.contains(QStringLiteral("DEMO")));
        for (const FileId file : {FileId::CardAccess, FileId::Com, FileId::Sod, FileId::Dg1, FileId::Dg2, FileId::Dg13, FileId::Dg14, FileId::Dg15})
            QCOMPARE(result->files.value(file), reading.card.files.value(file));
        QVERIFY(result->details);
        QCOMPARE(*result->details, demoPerson().details);
        QVERIFY(result->face);
        QCOMPARE(result->face->data, demoPerson().faceJpeg);
        QCOMPARE(result->mrz.lines.join(QLatin1Char('\n')), demoPerson().mrz);
        QCOMPARE(result->aaChallenge.size(), 8);
    }

    void mrzOpensTheChipToo()
    {
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        reading.access = AccessKey{AccessKey::Kind::Mrz, reading.card.mrzInformation};
        const Result<ReadResult> result = reading.run();
        QVERIFY(result);
        QCOMPARE(result->report.verdict(), Verdict::Genuine);
    }

    void wrongKeyIsWrongKey_data()
    {
        QTest::addColumn<bool>("mrz");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("CAN") << false << QByteArray("999999");
        QTest::newRow("MRZ") << true << QByteArray("T22000129364081251010318");
    }
    void wrongKeyIsWrongKey()
    {
        QFETCH(bool, mrz);
        QFETCH(QByteArray, value);
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        reading.access = AccessKey{mrz ? AccessKey::Kind::Mrz : AccessKey::Kind::Can, value};
        const Result<ReadResult> result = reading.run();
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::WrongAccessKey);
    }

    void impossibleRequestsDoNotReachTheCard()
    {
        for (const QByteArray &can : {QByteArray(), QByteArray("12345"), QByteArray("1234567"), QByteArray("12345a")}) {
            Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
            reading.access = AccessKey{AccessKey::Kind::Can, can};
            QCOMPARE(reading.run().error().code, ErrorCode::InvalidInput);
            QVERIFY(reading.progress.isEmpty());
        }
    }

    // The card taken away before any APDU of a reading: it goes on where it stood, and ends complete.
    void cardTakenAwayAtEveryPoint_data()
    {
        QTest::addColumn<bool>("extended");
        QTest::addColumn<bool>("basic");
        QTest::addColumn<bool>("challenged"); // active authentication, else chip authentication
        for (const bool extended : {true, false}) {
            for (const bool basic : {false, true}) {
                for (const bool challenged : {true, false})
                    QTest::addRow("%s, %s, %s", basic ? "BAC" : "PACE", extended ? "extended" : "short", challenged ? "active" : "chip")
                        << extended << basic << challenged;
            }
        }
    }
    void cardTakenAwayAtEveryPoint()
    {
        QFETCH(bool, extended);
        QFETCH(bool, basic);
        QFETCH(bool, challenged);
        int lostAt = 0;
        for (;; ++lostAt) {
            Reading reading = readingOf(extended, basic);
            reading.challenged = challenged;
            reading.air.lost = [lostAt](int number) { return number == lostAt; };
            const Result<ReadResult> result = reading.run();
            QVERIFY2(result, result ? "" : qPrintable(QStringLiteral("%1: %2 %3").arg(lostAt).arg(errorId(result.error().code), result.error().stage)));
            for (auto file = result->files.begin(); file != result->files.end(); ++file)
                QCOMPARE(*file, reading.card.files.value(file.key()));
            QCOMPARE(result->report.verdict(), Verdict::Genuine);
            QCOMPARE(result->report.activeAuthentication.outcome == CheckOutcome::Passed, challenged);
            QCOMPARE(result->report.chipAuthentication.outcome == CheckOutcome::Passed, !challenged);
            QCOMPARE(reading.progress.last().bytesDone, reading.progress.last().bytesTotal);
            if (reading.air.connections == 1)
                break; // the reading had fewer commands than that
            QCOMPARE(reading.air.connections, 2);
            QCOMPARE(reading.progress.last().losses, 1);
        }
        QVERIFY2(lostAt >= 18, qPrintable(QString::number(lostAt))); // five for PACE, the rest files: the loop did run
    }

    // From some APDU on the card is lost at once whenever it is laid down, or is not laid down again.
    void cardThatStaysAwayIsLost_data()
    {
        QTest::addColumn<bool>("basic");
        QTest::addColumn<bool>("challenged");
        QTest::addColumn<bool>("laidDown");
        for (const bool basic : {false, true}) {
            for (const bool challenged : {true, false}) {
                for (const bool laidDown : {true, false})
                    QTest::addRow("%s, %s, %s", basic ? "BAC" : "PACE", challenged ? "active" : "chip", laidDown ? "laid down and lost" : "gone")
                        << basic << challenged << laidDown;
            }
        }
    }
    void cardThatStaysAwayIsLost()
    {
        QFETCH(bool, basic);
        QFETCH(bool, challenged);
        QFETCH(bool, laidDown);
        for (int lostAt = 0;; ++lostAt) {
            Reading reading = readingOf(true, basic);
            reading.challenged = challenged;
            reading.air.lost = [lostAt](int number) { return number >= lostAt; };
            if (!laidDown)
                reading.air.absent = [](int connections) { return connections > 0; };
            const Result<ReadResult> result = reading.run();
            if (result)
                break;
            QCOMPARE(result.error().code, ErrorCode::CardLost);
            QVERIFY(reading.air.connections <= 6);
            QVERIFY(lostAt < 1000);
        }
    }

    // A card that has to be laid down again after every few commands is read to the end all the same.
    void shakyHand()
    {
        Reading reading = readingOf(true, false);
        int previous = 0;
        reading.air.lost = [&previous](int number) {
            const bool lost = number - previous >= 16;
            if (lost)
                previous = number;
            return lost;
        };
        const Result<ReadResult> result = reading.run();
        QVERIFY2(result, result ? "" : qPrintable(errorId(result.error().code)));
        QVERIFY(reading.air.connections > 1);
        QCOMPARE(result->report.verdict(), Verdict::Genuine);
    }

    // Another card laid down in the middle is told apart, whether its key differs or only its content.
    void anotherCardInTheMiddle_data()
    {
        QTest::addColumn<bool>("sameKey");
        QTest::newRow("another CAN") << false;
        QTest::newRow("the same CAN") << true;
    }
    void anotherCardInTheMiddle()
    {
        QFETCH(bool, sameKey);
        SystemRandom random;
        const FixedClock clock(test::personalisedAt + 86400);
        CardImage first = test::demoCard(ActiveAuthenticationKey::Ecdsa);
        CardImage second = test::demoCard(ActiveAuthenticationKey::Rsa);
        if (!sameKey)
            second.can = QStringLiteral("999999");
        const std::unique_ptr<CardSource> one = makeSimulatedSource(first, random);
        const std::unique_ptr<CardSource> two = makeSimulatedSource(second, random);
        test::AirTraffic air;
        air.lost = [](int number) { return number == 14; };
        TwoCards cards(*one, *two);
        test::WatchedSource source(cards, air);
        ReadRequest request;
        request.access = canOf(first);
        const Result<ReadResult> result = readCard(source, request, test::demoAnchors(), random, clock, {}, {});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::DifferentCard);
    }

    // One bit of one answer changed on the way: an error with a name, or (before secure messaging covers it) a refusal;
    // never a reading that differs from the card.
    void garbledAnswerAtEveryPoint()
    {
        const CardImage &card = test::demoCard(ActiveAuthenticationKey::Ecdsa);
        Reading whole{card};
        QVERIFY(whole.run());
        const int commands = whole.air.commands;
        int refused = 0;
        for (int index = 0; index < commands; ++index) {
            Reading reading{card};
            reading.faults.flipByteIn = index;
            const Result<ReadResult> result = reading.run();
            if (!result) {
                ++refused;
                const QList<ErrorCode> named{ErrorCode::SecureMessagingBroken, ErrorCode::DamagedFile,  ErrorCode::UnsupportedProtocol,
                                             ErrorCode::ProtocolDowngrade,     ErrorCode::NotAnIdCard, ErrorCode::WrongAccessKey};
                QVERIFY2(named.contains(result.error().code), qPrintable(QStringLiteral("answer %1: ").arg(index) + errorId(result.error().code)));
                continue;
            }
            for (auto file = result->files.begin(); file != result->files.end(); ++file) {
                if (file.key() != FileId::CardAccess)
                    QCOMPARE(*file, card.files.value(file.key()));
            }
        }
        QVERIFY(refused >= commands - 4); // only what precedes PACE can be shrugged off
    }

    void unknownIssuer()
    {
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        reading.anchors = CscaStore();
        const Result<ReadResult> result = reading.run();
        QVERIFY(result);
        QCOMPARE(result->report.verdict(), Verdict::IssuerUnknown);
        QCOMPARE(result->report.issuer.reason->code, ErrorCode::UnknownIssuer);
        QVERIFY(!result->report.demo); // DEMO follows the anchor, and none was found
        QVERIFY(result->report.simulated);
    }

    void clonedCardHasAnotherKey()
    {
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        const Result<CardImage> other = personalise(demoPerson(), test::demoIssuer(), ActiveAuthenticationKey::Ecdsa, test::personalisedAt);
        QVERIFY(other);
        reading.card.aaPrivateKey = other->aaPrivateKey;
        const Result<ReadResult> result = reading.run();
        QVERIFY(result);
        QCOMPARE(result->report.passive.outcome, CheckOutcome::Passed);
        QCOMPARE(result->report.activeAuthentication.outcome, CheckOutcome::Failed);
        QCOMPARE(result->report.activeAuthentication.reason->code, ErrorCode::ChipAuthenticationFailed);
        QCOMPARE(result->report.verdict(), Verdict::Failed);
    }

    void clonedCardWithoutAKey()
    {
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        reading.card.aaPrivateKey.clear();
        const Result<ReadResult> result = reading.run();
        QVERIFY(result);
        QCOMPARE(result->report.activeAuthentication.reason->code, ErrorCode::ChipAuthenticationFailed);
        QCOMPARE(result->report.verdict(), Verdict::Failed);
    }

    // A copy that leaves DG15 out, and out of EF.COM too: the signed list still names it.
    void clonedCardThatHidesItsKey()
    {
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        reading.card.files.remove(FileId::Dg15);
        reading.card.files[FileId::Com] = test::hex("60185F0104303130375F36063034303030305C0461756D6E");
        reading.card.files[FileId::Com][1] = '\x16';
        const Result<ReadResult> result = reading.run();
        QVERIFY(result);
        QCOMPARE(result->report.activeAuthentication.outcome, CheckOutcome::Failed);
        QCOMPARE(result->report.verdict(), Verdict::Failed);
    }

    // Left out of EF.COM or not: the signed list names DG13, so a chip that withholds it is not simply genuine.
    void chipThatWithholdsItsDetails_data()
    {
        QTest::addColumn<bool>("inCom");
        QTest::newRow("named by EF.COM") << true;
        QTest::newRow("named by the SOD only") << false;
    }
    void chipThatWithholdsItsDetails()
    {
        QFETCH(bool, inCom);
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        reading.card.files.remove(FileId::Dg13);
        if (!inCom)
            reading.card.files[FileId::Com] = test::hex("60175F0104303130375F36063034303030305C0561756E6F63");
        const Result<ReadResult> result = reading.run();
        QVERIFY2(result, result ? "" : qPrintable(result.error().stage + result.error().detail));
        QCOMPARE(result->report.verdict(), Verdict::Unchecked);
        QVERIFY(result->report.passive.reason.has_value());
        QCOMPARE(result->report.passive.reason->code, ErrorCode::DamagedFile);
        QCOMPARE(result->report.passive.reason->stage, QStringLiteral("DG13"));
        QCOMPARE(result->report.passive.reason->detail, QStringLiteral("6A82"));
        QVERIFY(!result->details);
        QCOMPARE(result->report.issuer.outcome, CheckOutcome::Passed); // what was read is still judged
        QCOMPARE(result->report.activeAuthentication.outcome, CheckOutcome::Passed);
    }

    void changedFilesFailPassiveAuthentication_data()
    {
        QTest::addColumn<int>("file");
        for (const FileId file : {FileId::Dg1, FileId::Dg2, FileId::Dg13, FileId::Dg15})
            QTest::addRow("%s", qPrintable(name(file))) << static_cast<int>(file);
    }
    void changedFilesFailPassiveAuthentication()
    {
        QFETCH(int, file);
        const auto which = static_cast<FileId>(file);
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        QByteArray &bytes = reading.card.files[which];
        if (which == FileId::Dg1)
            bytes.replace("MAU", "MAO"); // no check digit covers the name
        else
            bytes[bytes.size() - 3] = static_cast<char>(bytes.at(bytes.size() - 3) ^ 0x01);
        const Result<ReadResult> result = reading.run();
        QVERIFY2(result, result ? "" : qPrintable(errorId(result.error().code) + result.error().stage + result.error().detail));
        QCOMPARE(result->report.passive.outcome, CheckOutcome::Failed);
        QCOMPARE(result->report.passive.reason->code, ErrorCode::PassiveAuthenticationFailed);
        QCOMPARE(result->report.passive.reason->stage, name(which) + QStringLiteral(" hash"));
        QVERIFY(result->report.activeAuthentication.outcome != CheckOutcome::Passed);
        QCOMPARE(result->report.verdict(), Verdict::Failed);
        QVERIFY(result->report.demo); // a bad demo document is a demo document
        QVERIFY(result->report.anchorName.contains(QStringLiteral("DEMO")));
    }

    void cardAccessThatDisagreesWithDg14()
    {
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        // One more PACEInfo that nobody signed (3DES on the same curve), behind the real one.
        QByteArray &cardAccess = reading.card.files[FileId::CardAccess];
        cardAccess.append(test::hex("3012060A04007F0007020204020102010202010D"));
        cardAccess[1] = static_cast<char>(cardAccess.at(1) + 20);
        QCOMPARE(reading.run().error().code, ErrorCode::ProtocolDowngrade);
    }

    void personComesBeforeFaceAndBytesOnlyGrow()
    {
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        QVERIFY(reading.run());
        qint64 done = 0;
        bool faceSeen = false;
        std::optional<QString> person;
        QList<ReadPhase> phases;
        for (const ReadProgress &step : reading.progress) {
            QVERIFY(step.bytesDone >= done);
            QVERIFY(step.bytesDone <= step.bytesTotal);
            done = step.bytesDone;
            faceSeen = faceSeen || step.file == FileId::Dg2;
            if (step.personName && !person) {
                person = step.personName;
                QVERIFY(!faceSeen);
            }
            if (phases.isEmpty() || phases.last() != step.phase)
                phases.append(step.phase);
        }
        QVERIFY(person);
        QCOMPARE(reading.progress.last().personName.value(), demoPerson().details.fullName);
        QCOMPARE(reading.progress.last().bytesDone, reading.progress.last().bytesTotal);
        QCOMPARE(phases, (QList<ReadPhase>{ReadPhase::AwaitCard, ReadPhase::Access, ReadPhase::Files, ReadPhase::CloneCheck, ReadPhase::Person,
                                           ReadPhase::Face, ReadPhase::Verify, ReadPhase::Done}));
    }

    void cancelledAtEveryPhase()
    {
        for (const ReadPhase phase : {ReadPhase::AwaitCard, ReadPhase::Access, ReadPhase::Files, ReadPhase::CloneCheck, ReadPhase::Person, ReadPhase::Face}) {
            Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
            reading.watch = [phase, stop = reading.stop](const ReadProgress &step) mutable {
                if (step.phase == phase)
                    stop.request_stop();
            };
            QCOMPARE(reading.run().error().code, ErrorCode::Cancelled);
        }
    }

    void cardWithoutCardAccessIsReadByTheKnownProfile()
    {
        Reading reading{test::demoCard(ActiveAuthenticationKey::Ecdsa)};
        reading.card.behaviour.cardAccess = ChipBehaviour::CardAccess::Hidden;
        const Result<ReadResult> result = reading.run();
        QVERIFY(result);
        QCOMPARE(result->report.verdict(), Verdict::Genuine);
    }

    void extendedLengthCanBeForbidden()
    {
        Reading reading{test::demoCard(ActiveAuthenticationKey::Rsa2048)};
        reading.allowExtendedLength = false;
        const Result<ReadResult> result = reading.run();
        QVERIFY(result);
        QCOMPARE(result->face->data, demoPerson().faceJpeg);
        // The answer of an RSA-2048 key does not fit into a short response: said as such, and the chip proves itself otherwise.
        QCOMPARE(result->report.activeAuthentication.outcome, CheckOutcome::NotPossible);
        QCOMPARE(result->report.activeAuthentication.reason->code, ErrorCode::UnsupportedProtocol);
        QVERIFY(result->aaResponse.isEmpty());
        QCOMPARE(result->report.chipAuthentication.outcome, CheckOutcome::Passed);
        QCOMPARE(result->report.verdict(), Verdict::Genuine);
        for (const QByteArray &command : reading.air.sent)
            QVERIFY(command.size() <= 261 && (command.size() <= 5 || command.at(4) != '\0'));
    }
};

DD_TEST(TestReadCard)
#include "test_read_card.moc"
