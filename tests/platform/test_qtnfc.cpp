// The phone's channel over a fake tag: a real NFC thread with its event loop, a real reader thread that blocks.
#include "core/base/random.h"
#include "nfc/read_card.h"
#include "nfc/simulator/soft_card.h"
#include "platform/qtnfc/qt_nfc_field.h"
#include "platform/qtnfc/qtnfc_card_source.h"
#include "tests/platform/fake_nfc.h"
#include "tests/support/registry.h"

#include <QElapsedTimer>
#include <QNearFieldManager>
#include <future>

using namespace dd;
using namespace dd::platform;
using namespace dd::test;

namespace {

using PhoneChannel = Result<std::unique_ptr<nfc::CardChannel>>;

const QByteArray someCommand = QByteArray::fromHex("00A4000C023F00");
const QByteArray extendedCommand = QByteArray::fromHex("00B00000000800");
const QByteArray success = QByteArray::fromHex("9000");

// A card of the simulator behind the fake tag.
FakeTag::Behaviour chip(const std::shared_ptr<nfc::SoftCard> &card, int dropAfter = -1)
{
    card->powerOn();
    return [card, dropAfter](FakeTag &tag, const QByteArray &command) {
        const auto request = tag.next();
        if (dropAfter >= 0 && tag.commands.size() > dropAfter)
            tag.laterFault(request, NfcTag::Fault::Gone);
        else
            tag.later(request, card->respond(command));
        return request;
    };
}

} // namespace

class TestQtNfc : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<FakePhone> m_phone;
    std::unique_ptr<nfc::CardSource> m_source;
    std::stop_source m_stop;

    void makeSource(NfcOptions options = {})
    {
        m_source = makeNfcCardSource([phone = m_phone.get()] { return std::make_unique<FakeField>(*phone); }, options);
    }
    std::future<PhoneChannel> connecting(int timeoutMs = 20000)
    {
        return std::async(std::launch::async, [this, timeoutMs] { return m_source->connect(m_stop.get_token(), timeoutMs); });
    }
    static std::future<Result<QByteArray>> sending(nfc::CardChannel &channel, const QByteArray &command = someCommand)
    {
        return std::async(std::launch::async, [&channel, command] { return channel.transceive(command); });
    }
    bool searching()
    {
        return QTest::qWaitFor([this] { return m_phone->started > m_phone->stopped; });
    }
    FakeTag *lay(FakeTag::Behaviour behaviour, const std::function<void(FakeTag &)> &prepare = {})
    {
        FakeTag *tag = nullptr;
        onField(*m_phone, [&](FakeField &field) { tag = field.lay(std::move(behaviour), prepare); });
        return tag;
    }
    // A channel to a tag that behaves so.
    std::unique_ptr<nfc::CardChannel> channelTo(FakeTag::Behaviour behaviour, const std::function<void(FakeTag &)> &prepare = {}, FakeTag **tag = nullptr)
    {
        auto connecting = this->connecting();
        if (!searching())
            return nullptr;
        FakeTag *laid = lay(std::move(behaviour), prepare);
        if (tag != nullptr)
            *tag = laid;
        PhoneChannel channel = connecting.get();
        return channel ? std::move(*channel) : nullptr;
    }
    bool commandsReached(FakeTag *tag, int count)
    {
        return QTest::qWaitFor([&] {
            qsizetype sent = 0;
            onField(*m_phone, [&](FakeField &) { sent = tag->commands.size(); });
            return sent >= count;
        });
    }

private slots:
    void init()
    {
        m_phone = std::make_unique<FakePhone>();
        m_stop = std::stop_source();
        makeSource();
    }
    void cleanup()
    {
        m_source.reset(); // before the phone, which its thread uses
    }

    // What this machine has to say, through the classes a phone uses.
    void thisMachineIsNoPhone()
    {
#if defined(Q_OS_ANDROID) || defined(Q_OS_IOS)
        QSKIP("this machine is a phone");
#endif
        const auto source = makeQtNfcCardSource();
        QVERIFY(!source->isAvailable());
        QVERIFY(!source->isSimulated());
        QElapsedTimer elapsed;
        elapsed.start();
        const PhoneChannel channel = source->connect({}, 20000);
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::ReaderUnavailable);
        QVERIFY(elapsed.elapsed() < 5000); // does not wait for a card that nothing can see
    }
    void theAdapterSaysWhatQtNfcSays()
    {
        const auto field = qtnfc::makeQtNfcField();
        const QNearFieldManager manager;
        QCOMPARE(field->isSupported(), manager.isSupported(QNearFieldTarget::TagTypeSpecificAccess));
        QCOMPARE(field->isSwitchedOn(), manager.isEnabled());
        if (!manager.isSupported(QNearFieldTarget::TagTypeSpecificAccess))
            QVERIFY(!field->startDetection());
    }
    void availableWhereThePhoneSaysSo()
    {
        QVERIFY(m_source->isAvailable());
        m_phone->supported = false;
        QVERIFY(!m_source->isAvailable());
    }

    void commandsGoOverToTheNfcThread()
    {
        FakeTag *tag = nullptr;
        const auto channel = channelTo(answering(success), {}, &tag);
        QVERIFY(channel);
        for (int i = 0; i < 100; ++i) {
            const Result<QByteArray> answer = sending(*channel).get();
            QVERIFY(answer);
            QCOMPARE(*answer, success);
        }
        onField(*m_phone, [&](FakeField &field) {
            QCOMPARE(tag->commands.size(), 100);
            QCOMPARE(tag->commands.constFirst(), someCommand);
            for (QThread *thread : std::as_const(tag->threads))
                QCOMPARE(thread, field.thread());
            QVERIFY(field.thread() != QCoreApplication::instance()->thread());
        });
    }

    // The main thread is not needed for any of it: it may wait for the reader thread.
    void theMainThreadMayBeBlocked()
    {
        auto connecting = this->connecting();
        QVERIFY(searching());
        lay(answering(success));
        const PhoneChannel channel = connecting.get(); // without an event loop here
        QVERIFY(channel);
        QCOMPARE(*(*channel)->transceive(someCommand), success);
    }

    void noCardInTime()
    {
        const PhoneChannel channel = connecting(200).get();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::NoCard);
        QVERIFY(QTest::qWaitFor([this] { return m_phone->stopped == 1; })); // the sheet does not stay open
    }

    void whyNoCardWillCome_data()
    {
        QTest::addColumn<bool>("supported");
        QTest::addColumn<bool>("on");
        QTest::addColumn<bool>("starts");
        QTest::newRow("no NFC") << false << true << true;
        QTest::newRow("switched off") << true << false << true;
        QTest::newRow("refuses to start") << true << true << false;
    }
    void whyNoCardWillCome()
    {
        QFETCH(bool, supported);
        QFETCH(bool, on);
        QFETCH(bool, starts);
        m_phone->supported = supported;
        m_phone->switchedOn = on;
        m_phone->starts = starts;
        QElapsedTimer elapsed;
        elapsed.start();
        const PhoneChannel channel = connecting().get();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::ReaderUnavailable);
        QVERIFY(elapsed.elapsed() < 10000);
        m_phone->supported = m_phone->switchedOn = m_phone->starts = true; // set right by the person
        QVERIFY(channelTo(answering(success)));
    }

    void switchedOffWhileWaiting()
    {
        auto connecting = this->connecting();
        QVERIFY(searching());
        onField(*m_phone, [](FakeField &field) { field.switchOff(); });
        const PhoneChannel channel = connecting.get();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::ReaderUnavailable);
    }

    void sheetClosedWhileWaiting()
    {
        auto connecting = this->connecting();
        QVERIFY(searching());
        onField(*m_phone, [](FakeField &field) { field.closeSheet(); });
        const PhoneChannel channel = connecting.get();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::Cancelled);
    }

    // A loss, then Cancelled: the reading must not open the sheet again that the person has just closed.
    void sheetClosedInTheMiddle()
    {
        FakeTag *tag = nullptr;
        auto channel = channelTo(answering(success), {}, &tag);
        QVERIFY(channel);
        onField(*m_phone, [&](FakeField &field) {
            field.takeAway(tag);
            field.closeSheet();
        });
        const int started = m_phone->started;
        QVERIFY(!sending(*channel).get());
        channel.reset();
        const PhoneChannel again = connecting(100).get();
        QVERIFY(!again);
        onField(*m_phone, [](FakeField &field) { QVERIFY(!field.isDetecting()); });
        QVERIFY(m_phone->started <= started + 1);
    }

    void tagThatIsNoChipCard()
    {
        auto connecting = this->connecting();
        QVERIFY(searching());
        lay(answering(success), [](FakeTag &tag) { tag.chipCard = false; });
        const PhoneChannel channel = connecting.get();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::NotAnIdCard);
    }

    void lossWhileWaitingForAnAnswer()
    {
        FakeTag *tag = nullptr;
        const auto channel = channelTo(silent(), {}, &tag);
        QVERIFY(channel);
        auto answer = sending(*channel);
        QVERIFY(commandsReached(tag, 1));
        onField(*m_phone, [&](FakeField &field) { field.takeAway(tag); });
        const Result<QByteArray> lost = answer.get();
        QVERIFY(!lost);
        QCOMPARE(lost.error().code, ErrorCode::CardLost);
    }

    // The channel of a lost card stays dead, also when another card lies there now.
    void secondTagAfterALoss()
    {
        FakeTag *first = nullptr;
        auto channel = channelTo(silent(), {}, &first);
        QVERIFY(channel);
        auto answer = sending(*channel);
        QVERIFY(commandsReached(first, 1));
        FakeTag *second = nullptr;
        onField(*m_phone, [&](FakeField &field) {
            field.takeAway(first);
            second = field.lay(answering(success)); // before anybody asked for it
        });
        QCOMPARE(answer.get().error().code, ErrorCode::CardLost);
        QCOMPARE(sending(*channel).get().error().code, ErrorCode::CardLost);
        onField(*m_phone, [&](FakeField &) { QVERIFY(second->commands.isEmpty()); });
        channel.reset();
        const PhoneChannel again = connecting().get(); // it is there already
        QVERIFY(again);
        QCOMPARE(*sending(**again).get(), success);
        QCOMPARE(m_phone->started, 1); // one search all along: on iOS one sheet
    }

    void anotherTagOverTheFirst()
    {
        FakeTag *first = nullptr;
        const auto channel = channelTo(silent(), {}, &first);
        QVERIFY(channel);
        auto answer = sending(*channel);
        QVERIFY(commandsReached(first, 1));
        lay(answering(success));
        QCOMPARE(answer.get().error().code, ErrorCode::CardLost);
    }

    // Every connection is to a card found anew: what the reading before left selected is gone.
    void theSameTagIsNotHandedOutTwice()
    {
        auto channel = channelTo(answering(success));
        QVERIFY(channel);
        channel.reset();
        const PhoneChannel again = connecting(300).get();
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::NoCard);
    }

    void theSearchEndsWithTheChannel()
    {
        FakeTag *tag = nullptr;
        auto channel = channelTo(answering(success), {}, &tag);
        QVERIFY(channel);
        QVERIFY(sending(*channel).get());
        QCOMPARE(m_phone->stopped, 0);
        channel.reset();
        QVERIFY(QTest::qWaitFor([this] { return m_phone->stopped == 1; }));
        onField(*m_phone, [&](FakeField &) { QCOMPARE(tag->closed, 1); });
    }

    void noAnswerInTime()
    {
        NfcOptions options;
        options.exchangeTimeoutMs = 200;
        makeSource(options);
        FakeTag *tag = nullptr;
        const auto channel = channelTo(silent(), {}, &tag);
        QVERIFY(channel);
        QElapsedTimer elapsed;
        elapsed.start();
        const Result<QByteArray> lost = sending(*channel).get();
        QVERIFY(!lost);
        QCOMPARE(lost.error().code, ErrorCode::CardLost);
        QVERIFY(elapsed.elapsed() >= 200);
    }

    // Answers that belong to nothing, or to what was asked before, are never taken for the answer.
    void lateAndStrayAnswers()
    {
        const QByteArray stray = QByteArray::fromHex("DEAD9000");
        NfcTag::Request before = 0;
        const auto channel = channelTo([&](FakeTag &tag, const QByteArray &) {
            const auto request = tag.next();
            tag.later(request + 100, stray);
            tag.later(0, stray);
            if (before != 0)
                tag.later(before, stray);
            tag.later(request, success);
            tag.later(request, stray); // and twice
            before = request;
            return request;
        });
        QVERIFY(channel);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(*sending(*channel).get(), success);
    }

    // The first tag answers after all, under the number the second tag's request has, too.
    void lateAnswerOfTheTagBefore()
    {
        NfcOptions options;
        options.exchangeTimeoutMs = 300;
        makeSource(options);
        FakeTag *first = nullptr;
        auto channel = channelTo(silent(), {}, &first);
        QVERIFY(channel);
        QCOMPARE(sending(*channel).get().error().code, ErrorCode::CardLost);
        channel.reset();
        const QByteArray stray = QByteArray::fromHex("DEAD9000");
        auto connecting = this->connecting();
        lay([&](FakeTag &tag, const QByteArray &) {
            const auto request = tag.next();
            emit first->answered(request, stray);
            tag.later(request, success);
            return request;
        });
        const PhoneChannel again = connecting.get();
        QVERIFY(again);
        QCOMPARE(*sending(**again).get(), success);
    }

    void stopIsObeyed()
    {
        FakeTag *tag = nullptr;
        const auto channel = channelTo(silent(), {}, &tag);
        QVERIFY(channel);
        auto answer = sending(*channel);
        QVERIFY(commandsReached(tag, 1));
        QElapsedTimer elapsed;
        elapsed.start();
        m_stop.request_stop();
        const Result<QByteArray> stopped = answer.get();
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QVERIFY2(elapsed.elapsed() < 250, QByteArray::number(elapsed.elapsed()).constData());
        const PhoneChannel again = connecting().get();
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Cancelled);
    }

    void stopIsObeyedWhileWaitingForACard()
    {
        auto connecting = this->connecting();
        QVERIFY(searching());
        QElapsedTimer elapsed;
        elapsed.start();
        m_stop.request_stop();
        const PhoneChannel channel = connecting.get();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::Cancelled);
        QVERIFY2(elapsed.elapsed() < 250, QByteArray::number(elapsed.elapsed()).constData());
        QVERIFY(QTest::qWaitFor([this] { return m_phone->stopped == 1; }));
    }

    // Android: sending itself blocks, here longer than the stop request may take.
    void stopIsObeyedWhileThePhoneBlocks()
    {
        std::promise<void> entered;
        const auto channel = channelTo([&](FakeTag &tag, const QByteArray &) {
            entered.set_value();
            QThread::msleep(800);
            const auto request = tag.next();
            tag.later(request, success);
            return request;
        });
        QVERIFY(channel);
        auto answer = sending(*channel);
        entered.get_future().wait();
        QElapsedTimer elapsed;
        elapsed.start();
        m_stop.request_stop();
        QCOMPARE(answer.get().error().code, ErrorCode::Cancelled);
        QVERIFY2(elapsed.elapsed() < 250, QByteArray::number(elapsed.elapsed()).constData());
    }

    void whatAFaultMeans_data()
    {
        QTest::addColumn<int>("fault"); // -1: refused outright
        QTest::addColumn<bool>("first");
        QTest::addColumn<int>("maxLength");
        QTest::addColumn<int>("code");
        const int gone = int(NfcTag::Fault::Gone);
        const int never = int(NfcTag::Fault::NotSuitable);
        QTest::newRow("lost at the first command") << gone << true << 261 << int(ErrorCode::CardLost);
        QTest::newRow("lost later") << gone << false << 261 << int(ErrorCode::CardLost);
        QTest::newRow("cannot, from the first command on") << never << true << 261 << int(ErrorCode::NotAnIdCard);
        QTest::newRow("cannot any more") << never << false << 261 << int(ErrorCode::CardLost);
        QTest::newRow("refused, from the first command on") << -1 << true << 261 << int(ErrorCode::NotAnIdCard);
        QTest::newRow("refused, as the tag is gone") << -1 << true << 0 << int(ErrorCode::CardLost);
        QTest::newRow("refused later") << -1 << false << 261 << int(ErrorCode::CardLost);
    }
    void whatAFaultMeans()
    {
        QFETCH(int, fault);
        QFETCH(bool, first);
        QFETCH(int, maxLength);
        const auto channel = channelTo([=](FakeTag &tag, const QByteArray &) -> NfcTag::Request {
            const auto request = tag.next();
            tag.maxLength = maxLength;
            if (!first && tag.commands.size() == 1)
                tag.later(request, success);
            else if (fault < 0)
                return 0;
            else
                tag.laterFault(request, static_cast<NfcTag::Fault>(fault));
            return request;
        });
        QVERIFY(channel);
        if (!first)
            QVERIFY(sending(*channel).get());
        const Result<QByteArray> answer = sending(*channel).get();
        QVERIFY(!answer);
        QTEST(int(answer.error().code), "code");
    }

    void switchedOffInTheMiddle()
    {
        FakeTag *tag = nullptr;
        const auto channel = channelTo(silent(), {}, &tag);
        QVERIFY(channel);
        auto answer = sending(*channel);
        QVERIFY(commandsReached(tag, 1));
        onField(*m_phone, [](FakeField &field) { field.switchOff(); });
        const Result<QByteArray> lost = answer.get();
        QVERIFY(!lost);
        QCOMPARE(lost.error().code, ErrorCode::ReaderUnavailable);
    }

    void answerWithoutAStatusWord()
    {
        const auto channel = channelTo(answering(QByteArray::fromHex("90")));
        QVERIFY(channel);
        QCOMPARE(sending(*channel).get().error().code, ErrorCode::CardLost);
    }

    void commandLength_data()
    {
        QTest::addColumn<int>("phone");
        QTest::addColumn<bool>("shortOnly");
        QTest::addColumn<int>("expected");
        QTest::newRow("phone with extended length") << 65279 << false << 65279;
        QTest::newRow("longer than any APDU") << 1048576 << false << 65544;
        QTest::newRow("phone with short length") << 253 << false << 253;
        QTest::newRow("phone that does not say") << 0 << false << 261;
        QTest::newRow("iOS") << 65279 << true << 261;
    }
    void commandLength()
    {
        QFETCH(int, phone);
        QFETCH(bool, shortOnly);
        QFETCH(int, expected);
        NfcOptions options;
        options.shortOnly = shortOnly;
        makeSource(options);
        FakeTag *tag = nullptr;
        const auto channel = channelTo(answering(success), [phone](FakeTag &made) { made.maxLength = phone; }, &tag);
        QVERIFY(channel);
        QCOMPARE(channel->maxCommandLength(), expected);
        // Too long is said before it costs the tag.
        const Result<QByteArray> tooLong = sending(*channel, QByteArray(expected + 1, '\0')).get();
        QVERIFY(!tooLong);
        QCOMPARE(tooLong.error().code, ErrorCode::UnsupportedProtocol);
        QVERIFY(sending(*channel).get());
        onField(*m_phone, [&](FakeField &) { QCOMPARE(tag->commands.size(), 1); });
    }

    // Where the very first extended-length command costs the tag, the next connection does without.
    void extendedLengthIsGivenUp()
    {
        auto channel = channelTo(failing(NfcTag::Fault::Gone));
        QVERIFY(channel);
        QVERIFY(channel->maxCommandLength() > 261);
        QCOMPARE(sending(*channel, extendedCommand).get().error().code, ErrorCode::CardLost);
        channel.reset();
        auto connecting = this->connecting();
        lay(answering(success));
        const PhoneChannel again = connecting.get();
        QVERIFY(again);
        QCOMPARE((*again)->maxCommandLength(), 261);
    }
    void extendedLengthThatWorkedIsKept()
    {
        auto channel = channelTo([](FakeTag &tag, const QByteArray &) {
            const auto request = tag.next();
            if (tag.commands.size() == 1)
                tag.later(request, success);
            else
                tag.laterFault(request, NfcTag::Fault::Gone);
            return request;
        });
        QVERIFY(channel);
        QVERIFY(sending(*channel, extendedCommand).get());
        QVERIFY(!sending(*channel, extendedCommand).get());
        channel.reset();
        auto connecting = this->connecting();
        lay(answering(success));
        const PhoneChannel again = connecting.get();
        QVERIFY(again);
        QVERIFY((*again)->maxCommandLength() > 261);
    }

    void messagesReachTheSheet()
    {
        NfcOptions options;
        options.prompt = QStringLiteral("Áp thẻ");
        makeSource(options);
        const auto channel = channelTo(answering(success));
        QVERIFY(channel);
        onField(*m_phone, [this](FakeField &) { QCOMPARE(m_phone->message, QStringLiteral("Áp thẻ")); });
        channel->showMessage(QStringLiteral("45 %"));
        onField(*m_phone, [this](FakeField &) { QCOMPARE(m_phone->message, QStringLiteral("45 %")); });
    }

    // Dropped in any state, from any thread, without a word from the field.
    void droppedAtAnyTime()
    {
        makeSource();
        m_source.reset(); // never used
        makeSource();
        auto channel = channelTo(silent());
        QVERIFY(channel);
        m_source.reset(); // the channel lives on
        QVERIFY(m_phone->field != nullptr);
        m_stop.request_stop();
        QCOMPARE(sending(*channel).get().error().code, ErrorCode::Cancelled);
        channel.reset();
        QVERIFY(m_phone->field == nullptr);
        QCOMPARE(m_phone->stopped, 1);
    }

    // A whole card through the phone's channel; taken away once in the middle.
    void aWholeCard_data()
    {
        QTest::addColumn<bool>("shortOnly");
        QTest::addColumn<int>("dropAfter");
        QTest::newRow("extended") << false << -1;
        QTest::newRow("short") << true << -1;
        QTest::newRow("taken away in the middle") << true << 30;
    }
    void aWholeCard()
    {
        QFETCH(bool, shortOnly);
        QFETCH(int, dropAfter);
        SystemRandom random;
        const SystemClock clock;
        const Result<nfc::DemoIssuer> issuer = nfc::makeDemoIssuer(clock.now());
        QVERIFY(issuer);
        const Result<nfc::CardImage> image = nfc::personalise(nfc::demoPerson(), *issuer, nfc::ActiveAuthenticationKey::Ecdsa, clock.now());
        QVERIFY(image);
        const auto card = std::make_shared<nfc::SoftCard>(*image, random);
        nfc::CscaStore anchors;
        QVERIFY(anchors.add(image->cscaCertificate, QStringLiteral("test"), true));
        NfcOptions options;
        options.shortOnly = shortOnly;
        makeSource(options);
        auto reading = std::async(std::launch::async, [&] {
            nfc::ReadRequest request;
            request.access = {nfc::AccessKey::Kind::Can, image->can.toLatin1()};
            request.connectTimeoutMs = 20000;
            Result<nfc::ReadResult> result = nfc::readCard(*m_source, request, anchors, random, clock, m_stop.get_token(), [](const nfc::ReadProgress &) {});
            if (!result && result.error().code == ErrorCode::CardLost)
                result = nfc::readCard(*m_source, request, anchors, random, clock, m_stop.get_token(), [](const nfc::ReadProgress &) {});
            return result;
        });
        QVERIFY(searching());
        FakeTag *tag = lay(chip(card, dropAfter));
        if (dropAfter >= 0) {
            QVERIFY(commandsReached(tag, dropAfter + 1));
            onField(*m_phone, [&](FakeField &field) {
                field.takeAway(tag);
                field.lay(chip(card));
            });
        }
        const Result<nfc::ReadResult> result = reading.get();
        QVERIFY2(result, result ? "" : qPrintable(errorId(result.error().code) + QLatin1Char(' ') + result.error().stage));
        QVERIFY(result->report.verdict() == nfc::ReadReport::Verdict::Genuine);
        QCOMPARE(result->files.value(nfc::FileId::Dg2), image->files.value(nfc::FileId::Dg2));
    }
};

DD_TEST(TestQtNfc)
#include "test_qtnfc.moc"
