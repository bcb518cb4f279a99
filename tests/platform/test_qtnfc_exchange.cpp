// One command after another on the phone: handed over to the NFC thread, answered, lost, late, refused, stopped.
#include "tests/platform/phone_bench.h"
#include "tests/support/registry.h"

#include <QElapsedTimer>

using namespace dd;
using namespace dd::platform;
using namespace dd::test;

class TestQtNfcExchange : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<PhoneBench> m_bench;

private slots:
    void init() { m_bench = std::make_unique<PhoneBench>(); }
    void cleanup() { m_bench.reset(); }

    void commandsGoOverToTheNfcThread()
    {
        FakeTag *tag = nullptr;
        const auto channel = m_bench->channelTo(answering(success), {}, &tag);
        QVERIFY(channel);
        for (int i = 0; i < 100; ++i) {
            const Result<QByteArray> answer = m_bench->sending(*channel).get();
            QVERIFY(answer);
            QCOMPARE(*answer, success);
        }
        onField(m_bench->phone, [&](FakeField &field) {
            QCOMPARE(tag->commands.size(), 100);
            QCOMPARE(tag->commands.constFirst(), someCommand);
            for (QThread *thread : std::as_const(tag->threads))
                QCOMPARE(thread, field.thread());
            QVERIFY(field.thread() != QCoreApplication::instance()->thread());
        });
    }

    void lossWhileWaitingForAnAnswer()
    {
        FakeTag *tag = nullptr;
        const auto channel = m_bench->channelTo(silent(), {}, &tag);
        QVERIFY(channel);
        auto answer = m_bench->sending(*channel);
        QVERIFY(m_bench->commandsReached(tag, 1));
        onField(m_bench->phone, [&](FakeField &field) { field.takeAway(tag); });
        const Result<QByteArray> lost = answer.get();
        QVERIFY(!lost);
        QCOMPARE(lost.error().code, ErrorCode::CardLost);
    }

    void noAnswerInTime()
    {
        NfcOptions options;
        options.exchangeTimeoutMs = 200;
        m_bench->makeSource(options);
        FakeTag *tag = nullptr;
        const auto channel = m_bench->channelTo(silent(), {}, &tag);
        QVERIFY(channel);
        QElapsedTimer elapsed;
        elapsed.start();
        const Result<QByteArray> lost = m_bench->sending(*channel).get();
        QVERIFY(!lost);
        QCOMPARE(lost.error().code, ErrorCode::CardLost);
        QVERIFY(elapsed.elapsed() >= 200);
    }

    // Answers that belong to nothing, or to what was asked before, are never taken for the answer.
    void lateAndStrayAnswers()
    {
        const QByteArray stray = QByteArray::fromHex("DEAD9000");
        NfcTag::Request before = 0;
        const auto channel = m_bench->channelTo([&](FakeTag &tag, const QByteArray &) {
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
            QCOMPARE(*m_bench->sending(*channel).get(), success);
    }

    // The first tag answers after all, under the number the second tag's request has, too.
    void lateAnswerOfTheTagBefore()
    {
        NfcOptions options;
        options.exchangeTimeoutMs = 300;
        m_bench->makeSource(options);
        FakeTag *first = nullptr;
        auto channel = m_bench->channelTo(silent(), {}, &first);
        QVERIFY(channel);
        QCOMPARE(m_bench->sending(*channel).get().error().code, ErrorCode::CardLost);
        channel.reset();
        const QByteArray stray = QByteArray::fromHex("DEAD9000");
        auto connecting = m_bench->connecting();
        m_bench->lay([&](FakeTag &tag, const QByteArray &) {
            const auto request = tag.next();
            emit first->answered(request, stray);
            tag.later(request, success);
            return request;
        });
        const PhoneChannel again = connecting.get();
        QVERIFY(again);
        QCOMPARE(*m_bench->sending(**again).get(), success);
    }

    void stopIsObeyed()
    {
        FakeTag *tag = nullptr;
        const auto channel = m_bench->channelTo(silent(), {}, &tag);
        QVERIFY(channel);
        auto answer = m_bench->sending(*channel);
        QVERIFY(m_bench->commandsReached(tag, 1));
        QElapsedTimer elapsed;
        elapsed.start();
        m_bench->stop.request_stop();
        const Result<QByteArray> stopped = answer.get();
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QVERIFY2(elapsed.elapsed() < 250, QByteArray::number(elapsed.elapsed()).constData());
        const PhoneChannel again = m_bench->connecting().get();
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Cancelled);
    }

    // Android: sending itself blocks, here longer than the stop request may take.
    void stopIsObeyedWhileThePhoneBlocks()
    {
        std::promise<void> entered;
        const auto channel = m_bench->channelTo([&](FakeTag &tag, const QByteArray &) {
            entered.set_value();
            QThread::msleep(800);
            const auto request = tag.next();
            tag.later(request, success);
            return request;
        });
        QVERIFY(channel);
        auto answer = m_bench->sending(*channel);
        entered.get_future().wait();
        QElapsedTimer elapsed;
        elapsed.start();
        m_bench->stop.request_stop();
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
        const auto channel = m_bench->channelTo([=](FakeTag &tag, const QByteArray &) -> NfcTag::Request {
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
            QVERIFY(m_bench->sending(*channel).get());
        const Result<QByteArray> answer = m_bench->sending(*channel).get();
        QVERIFY(!answer);
        QTEST(int(answer.error().code), "code");
    }

    void switchedOffInTheMiddle()
    {
        FakeTag *tag = nullptr;
        const auto channel = m_bench->channelTo(silent(), {}, &tag);
        QVERIFY(channel);
        auto answer = m_bench->sending(*channel);
        QVERIFY(m_bench->commandsReached(tag, 1));
        onField(m_bench->phone, [](FakeField &field) { field.switchOff(); });
        const Result<QByteArray> lost = answer.get();
        QVERIFY(!lost);
        QCOMPARE(lost.error().code, ErrorCode::ReaderUnavailable);
    }

    void answerWithoutAStatusWord()
    {
        const auto channel = m_bench->channelTo(answering(QByteArray::fromHex("90")));
        QVERIFY(channel);
        QCOMPARE(m_bench->sending(*channel).get().error().code, ErrorCode::CardLost);
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
        m_bench->makeSource(options);
        FakeTag *tag = nullptr;
        const auto channel = m_bench->channelTo(
            answering(success), [phone](FakeTag &made) { made.maxLength = phone; }, &tag);
        QVERIFY(channel);
        QCOMPARE(channel->maxCommandLength(), expected);
        // Too long is said before it costs the tag.
        const Result<QByteArray> tooLong = m_bench->sending(*channel, QByteArray(expected + 1, '\0')).get();
        QVERIFY(!tooLong);
        QCOMPARE(tooLong.error().code, ErrorCode::UnsupportedProtocol);
        QVERIFY(m_bench->sending(*channel).get());
        onField(m_bench->phone, [&](FakeField &) { QCOMPARE(tag->commands.size(), 1); });
    }

    // Where the very first extended-length command costs the tag, the next connection does without.
    void extendedLengthIsGivenUp()
    {
        auto channel = m_bench->channelTo(failing(NfcTag::Fault::Gone));
        QVERIFY(channel);
        QVERIFY(channel->maxCommandLength() > 261);
        QCOMPARE(m_bench->sending(*channel, extendedCommand).get().error().code, ErrorCode::CardLost);
        channel.reset();
        auto connecting = m_bench->connecting();
        m_bench->lay(answering(success));
        const PhoneChannel again = connecting.get();
        QVERIFY(again);
        QCOMPARE((*again)->maxCommandLength(), 261);
    }
    void extendedLengthThatWorkedIsKept()
    {
        auto channel = m_bench->channelTo([](FakeTag &tag, const QByteArray &) {
            const auto request = tag.next();
            if (tag.commands.size() == 1)
                tag.later(request, success);
            else
                tag.laterFault(request, NfcTag::Fault::Gone);
            return request;
        });
        QVERIFY(channel);
        QVERIFY(m_bench->sending(*channel, extendedCommand).get());
        QVERIFY(!m_bench->sending(*channel, extendedCommand).get());
        channel.reset();
        auto connecting = m_bench->connecting();
        m_bench->lay(answering(success));
        const PhoneChannel again = connecting.get();
        QVERIFY(again);
        QVERIFY((*again)->maxCommandLength() > 261);
    }
};

DD_TEST(TestQtNfcExchange)
#include "test_qtnfc_exchange.moc"
