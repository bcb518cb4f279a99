// Several readers that come and go, behind a real smart-card service: run through tests/platform/with_pcscd.sh.
#include "core/base/random.h"
#include "nfc/read_card.h"
#include "nfc/simulator/soft_card.h"
#include "platform/pcsc/pcsc_card_source.h"
#include "tests/platform/reader_control.h"
#include "tests/platform/waiting.h"
#include "tests/support/registry.h"

#include <QLoggingCategory>
#include <csignal>
#include <QRegularExpression>
#include <thread>

using namespace dd;
using namespace dd::platform;
using test::OtherProgram;
using test::Channel;
using test::ReaderControl;
using test::Waiting;

namespace {

const QByteArray selectMasterFile = QByteArray::fromHex("00A4000C023F00");

QStringList captured;
void capture(QtMsgType, const QMessageLogContext &, const QString &message)
{
    captured.append(message);
}

} // namespace

class TestPcscReaders : public QObject
{
    Q_OBJECT

private:
    nfc::CardImage m_card;
    SystemRandom m_random;
    SystemClock m_clock;

    static bool hasCard(const char *reader)
    {
        const Result<QStringList> readers = pcscReadersWithCard();
        return readers && readers->contains(QLatin1String(reader));
    }
    static bool isEmpty(const char *reader)
    {
        const Result<QStringList> readers = pcscReadersWithCard();
        return readers && !readers->contains(QLatin1String(reader));
    }
    static bool noReaders()
    {
        const Result<QStringList> readers = pcscReaders();
        return readers && readers->isEmpty();
    }
    static int chipProcess()
    {
        QFile file(qEnvironmentVariable("DINHDANH_SIMCHIP_PIDFILE"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
    }
    static bool serviceRuns() { return pcscReaders().has_value(); }
    static Channel connectTo(const QString &reader, int timeoutMs = 15000) { return makePcscCardSource(reader)->connect({}, timeoutMs); }
    static QString first() { return QLatin1String(test::firstReader); }
    static QString second() { return QLatin1String(test::secondReader); }

    Result<nfc::ReadResult> read(nfc::CardSource &source, const std::function<void(const nfc::ReadProgress &)> &progress, int timeoutMs = 15000)
    {
        nfc::CscaStore anchors;
        if (const Result<void> added = anchors.add(m_card.cscaCertificate, QStringLiteral("test"), true); !added)
            return fail(added.error());
        nfc::ReadRequest request;
        request.access = {nfc::AccessKey::Kind::Can, m_card.can.toLatin1()};
        request.connectTimeoutMs = timeoutMs;
        return nfc::readCard(source, request, anchors, m_random, m_clock, {}, progress);
    }

private slots:
    void init()
    {
        if (!ReaderControl::isHere())
            QSKIP("needs readers of its own: tests/platform/with_pcscd.sh --card DIR -- test_platform TestPcscReaders");
        const Result<nfc::CardImage> card = nfc::loadCardImage(qEnvironmentVariable("DINHDANH_SIMULATED_CARD"));
        QVERIFY(card);
        m_card = *card;
        QVERIFY(ReaderControl::eventually([] { return hasCard(test::firstReader) && isEmpty(test::secondReader); }));
    }

    // Every test leaves the service running, the first reader with its card and the second one empty.
    void cleanup()
    {
        if (!ReaderControl::isHere())
            return;
        const bool running = serviceRuns();
        if (!running || noReaders()) {
            if (running)
                QVERIFY(ReaderControl::say("stop"));
            QVERIFY(ReaderControl::say("readers on"));
            QVERIFY(ReaderControl::say("start"));
            QVERIFY(ReaderControl::eventually([] { return serviceRuns() && !noReaders(); }));
            QTest::qSleep(1500); // the cards find their readers again
        }
        if (hasCard(test::secondReader))
            QVERIFY(ReaderControl::say("remove 1"));
        if (!hasCard(test::firstReader))
            QVERIFY(ReaderControl::say("insert 0"));
    }

    void readersAreTold()
    {
        QCOMPARE(*pcscReaders(), (QStringList{first(), second()}));
        QCOMPARE(*pcscReadersWithCard(), QStringList{first()});
    }

    void chosenByName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("available");
        QTest::newRow("any") << QString() << true;
        QTest::newRow("exact") << second() << true;
        QTest::newRow("beginning") << QStringLiteral("Virtual PCD") << true;
        QTest::newRow("beginning of one") << QStringLiteral("Virtual PCD 00 01") << true;
        QTest::newRow("none") << QStringLiteral("Virtual PCD 7") << false;
    }
    void chosenByName()
    {
        QFETCH(QString, name);
        QFETCH(bool, available);
        QVERIFY(ReaderControl::say("remove 0"));
        QVERIFY(ReaderControl::say("insert 1"));
        QVERIFY(ReaderControl::eventually([] { return hasCard(test::secondReader) && isEmpty(test::firstReader); }));
        QCOMPARE(makePcscCardSource(name)->isAvailable(), available);
        const Channel channel = connectTo(name, available ? 15000 : 500);
        QCOMPARE(channel.has_value(), available);
        if (available)
            QCOMPARE(*(*channel)->transceive(selectMasterFile), QByteArray::fromHex("9000"));
        else
            QCOMPARE(channel.error().code, ErrorCode::ReaderUnavailable); // not "no card": there is no such reader
    }

    void theNamedReaderAndNoOther()
    {
        QVERIFY(ReaderControl::say("insert 1"));
        QVERIFY(ReaderControl::eventually([] { return hasCard(test::secondReader); }));
        QVERIFY(ReaderControl::say("remove 0"));
        QVERIFY(ReaderControl::eventually([] { return isEmpty(test::firstReader); }));
        const Channel channel = connectTo(first(), 500);
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::NoCard);
    }

    void cardInsertedLate()
    {
        QVERIFY(ReaderControl::say("remove 0"));
        QVERIFY(ReaderControl::eventually([] { return isEmpty(test::firstReader); }));
        Waiting waiting({});
        QTest::qSleep(600);
        QVERIFY(!waiting.isDone());
        QVERIFY(ReaderControl::say("insert 1"));
        const Channel &channel = waiting.result();
        QVERIFY2(channel, channel ? "" : qPrintable(channel.error().detail));
        QCOMPARE(*(*channel)->transceive(selectMasterFile), QByteArray::fromHex("9000"));
    }

    void takenAwayDuringAReadAndLaidDownAgain()
    {
        const auto source = makePcscCardSource();
        bool taken = false;
        const Result<nfc::ReadResult> result = read(
            *source,
            [&taken](const nfc::ReadProgress &progress) {
                if (taken || progress.phase != nfc::ReadPhase::Face || progress.bytesDone == 0)
                    return;
                taken = ReaderControl::say("remove 0") && ReaderControl::eventually([] { return isEmpty(test::firstReader); });
            },
            1000);
        QVERIFY(taken);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::CardLost);
        QVERIFY(ReaderControl::say("insert 0"));
        const Result<nfc::ReadResult> again = read(*source, [](const nfc::ReadProgress &) {});
        QVERIFY(again);
        QVERIFY(again->report.verdict() == nfc::ReadReport::Verdict::Genuine);
    }

    // The whole reader is pulled out in the middle of a reading and plugged in again: the reading goes on where it stood.
    void readerUnpluggedDuringAReadAndBack()
    {
        const auto source = makePcscCardSource(first());
        std::optional<std::jthread> somebody;
        int losses = 0;
        const Result<nfc::ReadResult> result = read(
            *source,
            [&](const nfc::ReadProgress &progress) {
                losses = progress.losses;
                if (somebody || progress.phase != nfc::ReadPhase::Face || progress.bytesDone == 0)
                    return;
                (void)(ReaderControl::say("stop") && ReaderControl::say("readers off") && ReaderControl::say("start"));
                (void)ReaderControl::eventually([] { return noReaders(); });
                somebody.emplace([] {
                    QTest::qSleep(1000);
                    (void)(ReaderControl::say("stop") && ReaderControl::say("readers on") && ReaderControl::say("start"));
                });
            },
            20000);
        QVERIFY(somebody);
        QVERIFY2(result, result ? "" : qPrintable(result.error().stage + result.error().detail));
        QVERIFY(result->report.verdict() == nfc::ReadReport::Verdict::Genuine);
        QVERIFY(losses >= 1);
        somebody.reset();
    }

    void readerThatStaysUnpluggedDuringARead()
    {
        const auto source = makePcscCardSource(first());
        bool pulled = false;
        const Result<nfc::ReadResult> result = read(
            *source,
            [&](const nfc::ReadProgress &progress) {
                if (pulled || progress.phase != nfc::ReadPhase::Face || progress.bytesDone == 0)
                    return;
                pulled = ReaderControl::say("stop") && ReaderControl::say("readers off") && ReaderControl::say("start") &&
                         ReaderControl::eventually([] { return noReaders(); });
            },
            1000);
        QVERIFY(pulled);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::ReaderUnavailable);
    }

    // PC/SC has no timeout for an exchange. A card that does not answer is lost, in bounded time, and never a wrong code; a stop
    // request is obeyed meanwhile; and the reader is free again once it answers.
    void aCardThatStalls_data()
    {
        QTest::addColumn<bool>("stopped");
        QTest::newRow("waited out") << false;
        QTest::newRow("stopped meanwhile") << true;
    }
    void aCardThatStalls()
    {
        QFETCH(bool, stopped);
        constexpr auto patience = std::chrono::milliseconds(800);
        const auto source = makePatientPcscCardSource(first(), stopped ? std::chrono::seconds(60) : patience);
        std::stop_source stop;
        const Channel channel = source->connect(stop.get_token(), 15000);
        QVERIFY(channel);
        QVERIFY((*channel)->transceive(selectMasterFile));
        const int chip = chipProcess();
        QVERIFY(chip > 1 && ::kill(chip, SIGSTOP) == 0);
        std::jthread other([&] {
            QTest::qSleep(300);
            if (stopped)
                stop.request_stop();
        });
        QElapsedTimer elapsed;
        elapsed.start();
        const Result<QByteArray> lost = (*channel)->transceive(selectMasterFile);
        const qint64 took = elapsed.elapsed();
        ::kill(chip, SIGCONT);
        QVERIFY(!lost);
        QCOMPARE(lost.error().code, stopped ? ErrorCode::Cancelled : ErrorCode::CardLost);
        QVERIFY2(took < 2000, QByteArray::number(took).constData());
        QVERIFY(!(*channel)->transceive(selectMasterFile)); // dead for good
        const Result<nfc::ReadResult> again = read(*makePcscCardSource(first()), [](const nfc::ReadProgress &) {});
        QVERIFY2(again, again ? "" : qPrintable(again.error().stage + again.error().detail));
        QVERIFY(again->report.verdict() == nfc::ReadReport::Verdict::Genuine);
    }

    // The same in the middle of a reading: it goes on by itself when the card answers again.
    void aCardThatStallsDuringARead()
    {
        const auto source = makePatientPcscCardSource(first(), std::chrono::milliseconds(800));
        std::optional<std::jthread> somebody;
        const int chip = chipProcess();
        QVERIFY(chip > 1);
        const Result<nfc::ReadResult> result = read(*source, [&](const nfc::ReadProgress &progress) {
            if (somebody || progress.phase != nfc::ReadPhase::Face || progress.bytesDone == 0)
                return;
            ::kill(chip, SIGSTOP);
            somebody.emplace([chip] {
                QTest::qSleep(2000);
                ::kill(chip, SIGCONT);
            });
        });
        QVERIFY(somebody);
        QVERIFY2(result, result ? "" : qPrintable(result.error().stage + result.error().detail));
        QVERIFY(result->report.verdict() == nfc::ReadReport::Verdict::Genuine);
    }

    void serviceStoppedInTheMiddle()
    {
        const Channel channel = connectTo(first());
        QVERIFY(channel);
        QVERIFY(ReaderControl::say("stop"));
        QVERIFY(ReaderControl::eventually([] { return !serviceRuns(); }));
        for (int attempt = 0; attempt < 2; ++attempt) {
            const Result<QByteArray> lost = (*channel)->transceive(selectMasterFile);
            QVERIFY(!lost);
            QCOMPARE(lost.error().code, ErrorCode::ReaderUnavailable);
        }
        QVERIFY(ReaderControl::say("start"));
        QVERIFY(ReaderControl::eventually([] { return serviceRuns() && hasCard(test::firstReader); }));
        QVERIFY(connectTo(first()));
    }

    void readerGoneInTheMiddle()
    {
        const Channel channel = connectTo(first());
        QVERIFY(channel);
        QVERIFY(ReaderControl::say("stop") && ReaderControl::say("readers off") && ReaderControl::say("start"));
        QVERIFY(ReaderControl::eventually([] { return noReaders(); }));
        const Result<QByteArray> lost = (*channel)->transceive(selectMasterFile);
        QVERIFY(!lost);
        QCOMPARE(lost.error().code, ErrorCode::ReaderUnavailable);
    }

    // The reader is there again before anybody looks: all that was lost is this conversation with the card.
    void serviceRestartedInTheMiddle()
    {
        const Channel channel = connectTo(first());
        QVERIFY(channel);
        QVERIFY(ReaderControl::say("stop"));
        QVERIFY(ReaderControl::eventually([] { return !serviceRuns(); }));
        QVERIFY(ReaderControl::say("start"));
        QVERIFY(ReaderControl::eventually([] { return serviceRuns() && hasCard(test::firstReader); }));
        const Result<QByteArray> lost = (*channel)->transceive(selectMasterFile);
        QVERIFY(!lost);
        QCOMPARE(lost.error().code, ErrorCode::CardLost);
        QVERIFY(connectTo(first()));
    }

    void readersAppearWhileWaiting()
    {
        QVERIFY(ReaderControl::say("stop") && ReaderControl::say("readers off") && ReaderControl::say("start"));
        QVERIFY(ReaderControl::eventually([] { return noReaders(); }));
        Waiting waiting(first());
        QTest::qSleep(400);
        QVERIFY(!waiting.isDone());
        QVERIFY(ReaderControl::say("stop") && ReaderControl::say("readers on") && ReaderControl::say("start"));
        const Channel &channel = waiting.result();
        QVERIFY2(channel, channel ? "" : qPrintable(channel.error().detail));
    }

    void serviceThatStaysAway()
    {
        QVERIFY(ReaderControl::say("remove 0"));
        QVERIFY(ReaderControl::eventually([] { return isEmpty(test::firstReader); }));
        Waiting waiting({}, 60000);
        QTest::qSleep(300);
        QVERIFY(ReaderControl::say("stop"));
        QElapsedTimer elapsed;
        elapsed.start();
        const Channel &channel = waiting.result();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::ReaderUnavailable);
        QVERIFY2(elapsed.elapsed() < 15000, "waits for a service long gone");
    }

    void stopIsObeyedAtOnce_data()
    {
        QTest::addColumn<QByteArrayList>("scene");
        QTest::addColumn<int>("readers");
        QTest::addColumn<bool>("held");
        QTest::newRow("empty readers") << QByteArrayList{"remove 0"} << 2 << false;
        QTest::newRow("no readers") << QByteArrayList{"stop", "readers off", "start"} << 0 << false;
        QTest::newRow("another program's transaction") << QByteArrayList{} << 2 << true;
    }
    void stopIsObeyedAtOnce()
    {
        QFETCH(QByteArrayList, scene);
        QFETCH(int, readers);
        QFETCH(bool, held);
        for (const QByteArray &line : scene)
            QVERIFY(ReaderControl::say(line));
        QVERIFY(ReaderControl::eventually([&] {
            const Result<QStringList> attached = pcscReaders();
            const Result<QStringList> withCard = pcscReadersWithCard();
            return attached && withCard && attached->size() == readers && withCard->contains(first()) == held;
        }));
        std::optional<OtherProgram> other;
        if (held) {
            other.emplace();
            QCOMPARE(other->begin(), SCARD_S_SUCCESS);
        }
        qint64 best = 1 << 20;
        for (int attempt = 0; attempt < 3 && best > 250; ++attempt) { // a loaded machine may stall once
            Waiting waiting(first());
            QTest::qSleep(350);
            QVERIFY(!waiting.isDone());
            best = qMin(best, waiting.stop());
            QVERIFY(!waiting.result());
            QCOMPARE(waiting.result().error().code, ErrorCode::Cancelled);
        }
        QVERIFY2(best <= 250, QByteArray::number(best).constData());
        if (held)
            QCOMPARE(other->end(), SCARD_S_SUCCESS);
    }

    // The other program is in the middle of something: it is left to finish, and its card is not torn away.
    void anotherProgramsTransaction()
    {
        OtherProgram other;
        QCOMPARE(other.status(), SCARD_S_SUCCESS);
        QCOMPARE(other.begin(), SCARD_S_SUCCESS);
        QElapsedTimer elapsed;
        elapsed.start();
        const Channel refused = connectTo(first(), 800);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::ReaderUnavailable);
        QVERIFY(elapsed.elapsed() < 5000);
        QCOMPARE(other.look(), SCARD_S_SUCCESS);
        QCOMPARE(other.end(), SCARD_S_SUCCESS);
        QVERIFY(connectTo(first())); // also where the try left behind got the card first: it lets go
    }

    // Somebody who only looks at the card keeps nobody out, and what was selected before is gone.
    void anotherProgramThatOnlyLooks()
    {
        OtherProgram other;
        QCOMPARE(other.status(), SCARD_S_SUCCESS);
        {
            const Channel channel = connectTo(first());
            QVERIFY(channel);
            QCOMPARE(*(*channel)->transceive(selectMasterFile), QByteArray::fromHex("9000"));
        }
        QCOMPARE(other.look(), SCARD_W_RESET_CARD);
    }

    void theNextReaderWhereTheFirstIsTaken()
    {
        QVERIFY(ReaderControl::say("insert 1"));
        QVERIFY(ReaderControl::eventually([] { return hasCard(test::secondReader); }));
        OtherProgram other(SCARD_SHARE_EXCLUSIVE);
        QCOMPARE(other.status(), SCARD_S_SUCCESS);
        const Channel channel = connectTo({});
        QVERIFY(channel);
        QCOMPARE(*(*channel)->transceive(selectMasterFile), QByteArray::fromHex("9000"));
        QCOMPARE(other.look(), SCARD_S_SUCCESS);
    }

    // Whatever is switched on in the logs: no command and no answer is ever in them.
    void nothingOfTheExchangeIsLogged()
    {
        captured.clear();
        QLoggingCategory::setFilterRules(QStringLiteral("*.debug=true"));
        const QtMessageHandler before = qInstallMessageHandler(capture);
        const auto source = makePcscCardSource();
        const Result<nfc::ReadResult> result = read(*source, [](const nfc::ReadProgress &) {});
        nfc::ReadRequest wrong;
        wrong.access = {nfc::AccessKey::Kind::Can, "999999"};
        const Result<nfc::ReadResult> refused = nfc::readCard(*source, wrong, {}, m_random, m_clock, {}, [](const nfc::ReadProgress &) {});
        qInstallMessageHandler(before);
        QLoggingCategory::setFilterRules({});
        QVERIFY(result);
        QVERIFY(!refused);
        const QString log = captured.join(QLatin1Char('\n'));
        QVERIFY(!log.isEmpty()); // the refusal was noted
        static const QRegularExpression bytes(QStringLiteral("[0-9A-Fa-f]{10,}|([0-9A-Fa-f]{2}[ :]){4,}"));
        QVERIFY2(!log.contains(bytes), qPrintable(log));
        for (const QString &secret : {m_card.can, result->mrz.personalNumber, result->mrz.primaryName})
            QVERIFY(!log.contains(secret));
    }
};

DD_TEST(TestPcscReaders)
#include "test_pcsc_readers.moc"
