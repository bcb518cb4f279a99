// A simulated card behind a real smart-card service: run through tests/platform/with_pcscd.sh.
#include "core/base/random.h"
#include "nfc/read_card.h"
#include "nfc/simulator/soft_card.h"
#include "platform/pcsc/pcsc_card_source.h"
#include "tests/support/registry.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>
#include <csignal>
#include <thread>

using namespace dd;
using namespace dd::platform;

class TestPcscCard : public QObject
{
    Q_OBJECT

private:
    nfc::CardImage m_card;
    nfc::CscaStore m_anchors;
    SystemRandom m_random;
    SystemClock m_clock;

    Result<nfc::ReadResult> read(nfc::CardSource &source, const QByteArray &can, std::function<void(const nfc::ReadProgress &)> progress = {})
    {
        nfc::ReadRequest request;
        request.access = {nfc::AccessKey::Kind::Can, can};
        request.connectTimeoutMs = 10000;
        if (!progress)
            progress = [](const nfc::ReadProgress &) {};
        return nfc::readCard(source, request, m_anchors, m_random, m_clock, {}, progress);
    }

    // SIGTERM to the card's process: out of the reader, and back half a second later.
    static bool takeCardAway()
    {
        QFile file(qEnvironmentVariable("DINHDANH_SIMCHIP_PIDFILE"));
        bool isNumber = false;
        const int process = file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt(&isNumber) : 0;
        return isNumber && process > 1 && ::kill(process, SIGTERM) == 0;
    }

private slots:
    void init()
    {
        if (!qEnvironmentVariableIsSet("DINHDANH_SIMULATED_CARD"))
            QSKIP("needs a smart-card service with a simulated card: tests/platform/with_pcscd.sh --card DIR -- test_platform TestPcscCard");
        const Result<nfc::CardImage> card = nfc::loadCardImage(qEnvironmentVariable("DINHDANH_SIMULATED_CARD"));
        QVERIFY(card);
        m_card = *card;
        m_anchors = {};
        QVERIFY(m_anchors.add(m_card.cscaCertificate, QStringLiteral("test"), true));
    }

    void readersAreListed()
    {
        const Result<QStringList> readers = pcscReaders();
        QVERIFY(readers);
        QVERIFY2(readers->contains(QStringLiteral("Virtual PCD 00 00")), qPrintable(readers->join(QLatin1Char(','))));
        QVERIFY(readers->size() >= 2);
        QVERIFY(makePcscCardSource()->isAvailable());
        QVERIFY(makePcscCardSource(readers->first())->isAvailable());
        QVERIFY(!makePcscCardSource(QStringLiteral("No such reader"))->isAvailable());
    }

    void everyFileIsReadAndVerified()
    {
        const std::unique_ptr<nfc::CardSource> source = makePcscCardSource();
        QElapsedTimer elapsed;
        elapsed.start();
        const Result<nfc::ReadResult> result = read(*source, m_card.can.toLatin1());
        QVERIFY2(result, result ? "" : qPrintable(errorId(result.error().code) + QLatin1Char(' ') + result.error().stage + QLatin1Char(' ') + result.error().detail));
        qInfo("read in %lld ms", elapsed.elapsed());
        for (auto file = m_card.files.begin(); file != m_card.files.end(); ++file)
            QVERIFY2(result->files.value(file.key()) == *file, qPrintable(nfc::name(file.key())));
        QVERIFY(result->report.verdict() == nfc::ReadReport::Verdict::Genuine);
        QVERIFY(result->report.demo);
        QVERIFY(!result->report.simulated); // PC/SC cannot know; the anchor does
        QVERIFY(result->report.chipAuthentication.outcome == nfc::CheckOutcome::Passed);
        QCOMPARE(result->mrz.personalNumber, QStringLiteral("001090000017"));
        QVERIFY(result->face && result->face->data == nfc::demoPerson().faceJpeg);
        QVERIFY(result->details && *result->details == nfc::demoPerson().details);
    }

    // vpcd states no longest APDU; what it is given goes through.
    void extendedLengthIsTriedWhereTheReaderSaysNothing()
    {
        const auto channel = makePcscCardSource()->connect({}, 10000);
        QVERIFY(channel);
        QCOMPARE((*channel)->maxCommandLength(), 65544);
        QCOMPARE(*(*channel)->transceive(QByteArray::fromHex("00A4020C02011C")), QByteArray::fromHex("9000"));
        QCOMPARE(*(*channel)->transceive(QByteArray::fromHex("00B00000000000")),
                 m_card.files.value(nfc::FileId::CardAccess) + QByteArray::fromHex("9000"));
    }

    void unknownAnchorIsNotGenuine()
    {
        m_anchors = {};
        const Result<nfc::ReadResult> result = read(*makePcscCardSource(), m_card.can.toLatin1());
        QVERIFY(result);
        QVERIFY(result->report.verdict() == nfc::ReadReport::Verdict::IssuerUnknown);
    }

    void wrongCanIsRefusedAndTheRightOneStillOpens()
    {
        const std::unique_ptr<nfc::CardSource> source = makePcscCardSource();
        const Result<nfc::ReadResult> refused = read(*source, "999999");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::WrongAccessKey);
        QVERIFY(read(*source, m_card.can.toLatin1()));
    }

    void emptyReaderTimesOut()
    {
        QElapsedTimer elapsed;
        elapsed.start();
        for (const auto &[reader, code] : {std::pair("Virtual PCD 00 01", ErrorCode::NoCard), std::pair("No such reader", ErrorCode::ReaderUnavailable)}) {
            const auto channel = makePcscCardSource(QLatin1String(reader))->connect({}, 400);
            QVERIFY(!channel);
            QCOMPARE(channel.error().code, code);
        }
        QVERIFY(elapsed.elapsed() >= 800);
    }

    void waitingCanBeCancelled()
    {
        std::stop_source stop;
        std::jthread other([&stop] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            stop.request_stop();
        });
        QElapsedTimer elapsed;
        elapsed.start();
        const auto channel = makePcscCardSource(QStringLiteral("Virtual PCD 00 01"))->connect(stop.get_token(), 30000);
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::Cancelled);
        QVERIFY2(elapsed.elapsed() < 5000, QByteArray::number(elapsed.elapsed()).constData());
    }

    void onlyOneConversationAtATime()
    {
        const std::unique_ptr<nfc::CardSource> first = makePcscCardSource();
        const std::unique_ptr<nfc::CardSource> second = makePcscCardSource();
        auto held = first->connect({}, 10000);
        QVERIFY(held);
        const auto refused = second->connect({}, 500);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::ReaderUnavailable);
        QCOMPARE(*(*held)->transceive(QByteArray::fromHex("00A4000C")), QByteArray::fromHex("9000"));
        held->reset();
        QVERIFY(second->connect({}, 10000));
    }

    void connectingPowersTheCardUpAfresh()
    {
        const std::unique_ptr<nfc::CardSource> source = makePcscCardSource();
        {
            const auto channel = source->connect({}, 10000);
            QVERIFY(channel);
            QCOMPARE(*(*channel)->transceive(QByteArray::fromHex("00A4040C07A0000002471001")), QByteArray::fromHex("9000"));
            QCOMPARE(*(*channel)->transceive(QByteArray::fromHex("00A4020C02011C")), QByteArray::fromHex("6982"));
        }
        const auto channel = source->connect({}, 10000);
        QVERIFY(channel);
        QCOMPARE(*(*channel)->transceive(QByteArray::fromHex("00A4020C02011C")), QByteArray::fromHex("9000"));
    }

    // Card lost is not wrong code, and the channel of the lost card stays dead when the card is back.
    void removedCardIsLost()
    {
        const std::unique_ptr<nfc::CardSource> source = makePcscCardSource();
        const auto channel = source->connect({}, 10000);
        QVERIFY(channel);
        QVERIFY((*channel)->transceive(QByteArray::fromHex("00A4000C")));
        QVERIFY(takeCardAway());
        for (int attempt = 0; attempt < 4; ++attempt) {
            QTest::qWait(attempt * 300);
            const Result<QByteArray> lost = (*channel)->transceive(QByteArray::fromHex("00A4000C"));
            QVERIFY(!lost);
            QCOMPARE(lost.error().code, ErrorCode::CardLost);
        }
        QVERIFY(read(*source, m_card.can.toLatin1()));
    }

    // Taken away in the middle of the face and soon back: read to the end, or lost, whatever the service calls it; never
    // anything else. Readable again in any case.
    void cardTakenAwayWhileReading()
    {
        const std::unique_ptr<nfc::CardSource> source = makePcscCardSource();
        bool taken = false;
        const Result<nfc::ReadResult> result = read(*source, m_card.can.toLatin1(), [&taken](const nfc::ReadProgress &progress) {
            if (!taken && progress.file == nfc::FileId::Dg2 && progress.phase == nfc::ReadPhase::Face)
                taken = takeCardAway();
        });
        QVERIFY(taken);
        if (result)
            QVERIFY(result->report.verdict() == nfc::ReadReport::Verdict::Genuine);
        else
            QCOMPARE(result.error().code, ErrorCode::CardLost);
        const Result<nfc::ReadResult> again = read(*source, m_card.can.toLatin1());
        QVERIFY(again);
        QVERIFY(again->report.verdict() == nfc::ReadReport::Verdict::Genuine);
    }
};

DD_TEST(TestPcscCard)
#include "test_pcsc_card.moc"
