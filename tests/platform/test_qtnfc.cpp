// The phone as a source of cards: found, lost, found again, refused, and what this machine itself has to say.
#include "core/base/random.h"
#include "nfc/read_card.h"
#include "nfc/simulator/soft_card.h"
#include "platform/qtnfc/qt_nfc_field.h"
#include "tests/platform/phone_bench.h"
#include "tests/support/registry.h"

#include <QElapsedTimer>
#include <QNearFieldManager>

using namespace dd;
using namespace dd::platform;
using namespace dd::test;

namespace {

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
    std::unique_ptr<PhoneBench> m_bench;

private slots:
    void init() { m_bench = std::make_unique<PhoneBench>(); }
    void cleanup() { m_bench.reset(); }

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
        QVERIFY(m_bench->source->isAvailable());
        m_bench->phone.supported = false;
        QVERIFY(!m_bench->source->isAvailable());
    }

    // The main thread is not needed for any of it: it may wait for the reader thread.
    void theMainThreadMayBeBlocked()
    {
        auto connecting = m_bench->connecting();
        QVERIFY(m_bench->searching());
        m_bench->lay(answering(success));
        const PhoneChannel channel = connecting.get(); // without an event loop here
        QVERIFY(channel);
        QCOMPARE(*(*channel)->transceive(someCommand), success);
    }

    void noCardInTime()
    {
        const PhoneChannel channel = m_bench->connecting(200).get();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::NoCard);
        QVERIFY(QTest::qWaitFor([this] { return m_bench->phone.stopped == 1; })); // the sheet does not stay open
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
        m_bench->phone.supported = supported;
        m_bench->phone.switchedOn = on;
        m_bench->phone.starts = starts;
        QElapsedTimer elapsed;
        elapsed.start();
        const PhoneChannel channel = m_bench->connecting().get();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::ReaderUnavailable);
        QVERIFY(elapsed.elapsed() < 10000);
        m_bench->phone.supported = m_bench->phone.switchedOn = m_bench->phone.starts = true; // set right by the person
        QVERIFY(m_bench->channelTo(answering(success)));
    }

    void switchedOffWhileWaiting()
    {
        auto connecting = m_bench->connecting();
        QVERIFY(m_bench->searching());
        onField(m_bench->phone, [](FakeField &field) { field.switchOff(); });
        const PhoneChannel channel = connecting.get();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::ReaderUnavailable);
    }

    void sheetClosedWhileWaiting()
    {
        auto connecting = m_bench->connecting();
        QVERIFY(m_bench->searching());
        onField(m_bench->phone, [](FakeField &field) { field.closeSheet(); });
        const PhoneChannel channel = connecting.get();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::Cancelled);
    }

    // A loss, then Cancelled: the reading must not open the sheet again that the person has just closed.
    void sheetClosedInTheMiddle()
    {
        FakeTag *tag = nullptr;
        auto channel = m_bench->channelTo(answering(success), {}, &tag);
        QVERIFY(channel);
        onField(m_bench->phone, [&](FakeField &field) {
            field.takeAway(tag);
            field.closeSheet();
        });
        const int started = m_bench->phone.started;
        QVERIFY(!m_bench->sending(*channel).get());
        channel.reset();
        const PhoneChannel again = m_bench->connecting(100).get();
        QVERIFY(!again);
        onField(m_bench->phone, [](FakeField &field) { QVERIFY(!field.isDetecting()); });
        QVERIFY(m_bench->phone.started <= started + 1);
    }

    void tagThatIsNoChipCard()
    {
        auto connecting = m_bench->connecting();
        QVERIFY(m_bench->searching());
        m_bench->lay(answering(success), [](FakeTag &tag) { tag.chipCard = false; });
        const PhoneChannel channel = connecting.get();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::NotAnIdCard);
    }

    // The channel of a lost card stays dead, also when another card lies there now.
    void secondTagAfterALoss()
    {
        FakeTag *first = nullptr;
        auto channel = m_bench->channelTo(silent(), {}, &first);
        QVERIFY(channel);
        auto answer = m_bench->sending(*channel);
        QVERIFY(m_bench->commandsReached(first, 1));
        FakeTag *second = nullptr;
        onField(m_bench->phone, [&](FakeField &field) {
            field.takeAway(first);
            second = field.lay(answering(success)); // before anybody asked for it
        });
        QCOMPARE(answer.get().error().code, ErrorCode::CardLost);
        QCOMPARE(m_bench->sending(*channel).get().error().code, ErrorCode::CardLost);
        onField(m_bench->phone, [&](FakeField &) { QVERIFY(second->commands.isEmpty()); });
        channel.reset();
        const PhoneChannel again = m_bench->connecting().get(); // it is there already
        QVERIFY(again);
        QCOMPARE(*m_bench->sending(**again).get(), success);
        QCOMPARE(m_bench->phone.started, 1); // one search all along: on iOS one sheet
    }

    void anotherTagOverTheFirst()
    {
        FakeTag *first = nullptr;
        const auto channel = m_bench->channelTo(silent(), {}, &first);
        QVERIFY(channel);
        auto answer = m_bench->sending(*channel);
        QVERIFY(m_bench->commandsReached(first, 1));
        m_bench->lay(answering(success));
        QCOMPARE(answer.get().error().code, ErrorCode::CardLost);
    }

    // Every connection is to a card found anew: what the reading before left selected is gone.
    void theSameTagIsNotHandedOutTwice()
    {
        auto channel = m_bench->channelTo(answering(success));
        QVERIFY(channel);
        channel.reset();
        const PhoneChannel again = m_bench->connecting(300).get();
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::NoCard);
    }

    void theSearchEndsWithTheChannel()
    {
        FakeTag *tag = nullptr;
        auto channel = m_bench->channelTo(answering(success), {}, &tag);
        QVERIFY(channel);
        QVERIFY(m_bench->sending(*channel).get());
        QCOMPARE(m_bench->phone.stopped, 0);
        channel.reset();
        QVERIFY(QTest::qWaitFor([this] { return m_bench->phone.stopped == 1; }));
        onField(m_bench->phone, [&](FakeField &) { QCOMPARE(tag->closed, 1); });
    }

    void stopIsObeyedWhileWaitingForACard()
    {
        auto connecting = m_bench->connecting();
        QVERIFY(m_bench->searching());
        QElapsedTimer elapsed;
        elapsed.start();
        m_bench->stop.request_stop();
        const PhoneChannel channel = connecting.get();
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::Cancelled);
        QVERIFY2(elapsed.elapsed() < 250, QByteArray::number(elapsed.elapsed()).constData());
        QVERIFY(QTest::qWaitFor([this] { return m_bench->phone.stopped == 1; }));
    }

    void messagesReachTheSheet()
    {
        NfcOptions options;
        options.prompt = QStringLiteral("Áp thẻ");
        m_bench->makeSource(options);
        const auto channel = m_bench->channelTo(answering(success));
        QVERIFY(channel);
        onField(m_bench->phone, [this](FakeField &) { QCOMPARE(m_bench->phone.message, QStringLiteral("Áp thẻ")); });
        channel->showMessage(QStringLiteral("45 %"));
        onField(m_bench->phone, [this](FakeField &) { QCOMPARE(m_bench->phone.message, QStringLiteral("45 %")); });
    }

    // Dropped in any state, from any thread, without a word from the field.
    void droppedAtAnyTime()
    {
        m_bench->makeSource();
        m_bench->source.reset(); // never used
        m_bench->makeSource();
        auto channel = m_bench->channelTo(silent());
        QVERIFY(channel);
        m_bench->source.reset(); // the channel lives on
        QVERIFY(m_bench->phone.field != nullptr);
        m_bench->stop.request_stop();
        QCOMPARE(m_bench->sending(*channel).get().error().code, ErrorCode::Cancelled);
        channel.reset();
        QVERIFY(m_bench->phone.field == nullptr);
        QCOMPARE(m_bench->phone.stopped, 1);
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
        m_bench->makeSource(options);
        auto reading = std::async(std::launch::async, [&] {
            nfc::ReadRequest request;
            request.access = {nfc::AccessKey::Kind::Can, image->can.toLatin1()};
            request.connectTimeoutMs = 20000;
            Result<nfc::ReadResult> result =
                nfc::readCard(*m_bench->source, request, anchors, random, clock, m_bench->stop.get_token(), [](const nfc::ReadProgress &) {});
            if (!result && result.error().code == ErrorCode::CardLost)
                result =
                    nfc::readCard(*m_bench->source, request, anchors, random, clock, m_bench->stop.get_token(), [](const nfc::ReadProgress &) {});
            return result;
        });
        QVERIFY(m_bench->searching());
        FakeTag *tag = m_bench->lay(chip(card, dropAfter));
        if (dropAfter >= 0) {
            QVERIFY(m_bench->commandsReached(tag, dropAfter + 1));
            onField(m_bench->phone, [&](FakeField &field) {
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
