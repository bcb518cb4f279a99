#include "platform/pcsc/pcsc_card_source.h"
#include "platform/pcsc/exchange_thread.h"
#include "platform/pcsc/pcsc_t0.h"
#include "platform/pcsc/reader_capabilities.h"
#include "platform/pcsc/reader_watch.h"
#include "tests/support/registry.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <future>
#include <thread>

using namespace dd;
using namespace dd::platform;

namespace {

QByteArray bytesOfHex(const char *digits)
{
    return QByteArray::fromHex(digits);
}

} // namespace

class TestPcscChannel : public QObject
{
    Q_OBJECT

private slots:
    // Each exchange: what must go out, what the card answers.
    void commandsOverT0_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArrayList>("exchange");
        QTest::addColumn<QByteArray>("response");
        const auto list = [](std::initializer_list<const char *> items) {
            QByteArrayList bytes;
            for (const char *item : items)
                bytes.append(bytesOfHex(item));
            return bytes;
        };
        QTest::newRow("case 1") << bytesOfHex("00A4000C") << list({"00A4000C00", "9000"}) << bytesOfHex("9000");
        QTest::newRow("case 2") << bytesOfHex("00B0000004") << list({"00B0000004", "010203049000"}) << bytesOfHex("010203049000");
        QTest::newRow("case 2, wrong Le") << bytesOfHex("00B0000000") << list({"00B0000000", "6C02", "00B0000002", "01029000"}) << bytesOfHex("01029000");
        QTest::newRow("case 3") << bytesOfHex("00A4020C02011E") << list({"00A4020C02011E", "9000"}) << bytesOfHex("9000");
        QTest::newRow("case 4") << bytesOfHex("008800000201FF00") << list({"008800000201FF", "6102", "00C0000002", "AABB9000"})
                                << bytesOfHex("AABB9000");
        QTest::newRow("case 4 in two pieces") << bytesOfHex("008800000201FF00")
                                              << list({"008800000201FF", "6101", "00C0000001", "AA6101", "00C0000001", "BB9000"})
                                              << bytesOfHex("AABB9000");
        QTest::newRow("refusal") << bytesOfHex("0088000002 01FF00") << list({"008800000201FF", "6982"}) << bytesOfHex("6982");
    }
    void commandsOverT0()
    {
        QFETCH(QByteArray, command);
        QFETCH(QByteArrayList, exchange);
        const auto transmit = [&exchange](QByteArrayView tpdu) -> Result<QByteArray> {
            if (exchange.size() < 2 || exchange.at(0) != tpdu)
                return fail(ErrorCode::Internal, QStringLiteral("unexpected TPDU"));
            exchange.removeFirst();
            return exchange.takeFirst();
        };
        const Result<QByteArray> response = pcsc::transceiveT0(transmit, command);
        QVERIFY(response);
        QTEST(*response, "response");
        QVERIFY(exchange.isEmpty());
    }

    void lossInTheMiddleOverT0()
    {
        int calls = 0;
        const auto transmit = [&calls](QByteArrayView) -> Result<QByteArray> {
            if (++calls == 2)
                return fail(ErrorCode::CardLost);
            return bytesOfHex("6110");
        };
        const Result<QByteArray> response = pcsc::transceiveT0(transmit, bytesOfHex("008800000201FF00"));
        QVERIFY(!response);
        QCOMPARE(response.error().code, ErrorCode::CardLost);
    }

    void cardThatNeverStopsPromisingOverT0()
    {
        const auto transmit = [](QByteArrayView) -> Result<QByteArray> { return bytesOfHex("AA61FF"); };
        const Result<QByteArray> response = pcsc::transceiveT0(transmit, bytesOfHex("008800000201FF00"));
        QVERIFY(!response);
        QCOMPARE(response.error().code, ErrorCode::CardLost);
    }

    void whatAStatusMeansInTheMiddle_data()
    {
        QTest::addColumn<qint64>("status");
        QTest::addColumn<bool>("listed");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, LONG status, ErrorCode whileListed) {
            QTest::addRow("%s, reader listed", name) << qint64(status) << true << int(whileListed);
            QTest::addRow("%s, reader gone", name) << qint64(status) << false << int(ErrorCode::ReaderUnavailable);
        };
        row("removed", SCARD_W_REMOVED_CARD, ErrorCode::CardLost);
        row("no card", SCARD_E_NO_SMARTCARD, ErrorCode::CardLost);
        row("reset by somebody", SCARD_W_RESET_CARD, ErrorCode::CardLost);
        row("unresponsive", SCARD_W_UNRESPONSIVE_CARD, ErrorCode::CardLost);
        row("unpowered", SCARD_W_UNPOWERED_CARD, ErrorCode::CardLost);
        row("not transacted", SCARD_E_NOT_TRANSACTED, ErrorCode::CardLost);
        row("broken pipe", SCARD_F_COMM_ERROR, ErrorCode::CardLost);
        row("handle of the service before", SCARD_E_INVALID_HANDLE, ErrorCode::CardLost);
        row("service stopped", SCARD_E_SERVICE_STOPPED, ErrorCode::CardLost);
        row("no service", SCARD_E_NO_SERVICE, ErrorCode::CardLost);
        row("reader unavailable", SCARD_E_READER_UNAVAILABLE, ErrorCode::CardLost);
        row("held by another", SCARD_E_SHARING_VIOLATION, ErrorCode::ReaderUnavailable);
        row("a status nobody has heard of", 0x8010FFFF, ErrorCode::CardLost);
    }
    void whatAStatusMeansInTheMiddle()
    {
        QFETCH(qint64, status);
        QFETCH(bool, listed);
        const Error error = pcsc::errorFor(LONG(status), QStringLiteral("exchange"), listed);
        QTEST(int(error.code), "code");
        QCOMPARE(error.stage, QStringLiteral("exchange"));
    }

    // PC/SC part 10 §2.6.14. Silence is no refusal: vpcd and most drivers state nothing.
    void whatAReaderStates_data()
    {
        QTest::addColumn<QByteArray>("properties");
        QTest::addColumn<int>("length"); // -1: nothing
        QTest::newRow("nothing at all") << QByteArray() << -1;
        QTest::newRow("other properties only") << bytesOfHex("0302090008010F") << -1;
        QTest::newRow("0, so short ones") << bytesOfHex("0A0400000000") << 261;
        QTest::newRow("256 bytes, so short ones") << bytesOfHex("0A0400010000") << 261;
        QTest::newRow("257 bytes") << bytesOfHex("0A0401010000") << 257 + 9;
        QTest::newRow("64 KiB, behind another") << bytesOfHex("030209000A0400000100") << 65535 + 9;
        QTest::newRow("more than an APDU can be") << bytesOfHex("0A04FFFFFFFF") << 65535 + 9;
        QTest::newRow("cut off") << bytesOfHex("0A04000001") << -1;
        QTest::newRow("without a value") << bytesOfHex("0A00") << -1;
        QTest::newRow("wider than a number") << bytesOfHex("0A080000010000000000") << -1;
    }
    void whatAReaderStates()
    {
        QFETCH(QByteArray, properties);
        QTEST(pcsc::statedCommandLength(properties).value_or(-1), "length");
    }
    void whereAReaderStatesIt()
    {
        QCOMPARE(pcsc::propertiesControlCode(bytesOfHex("06044233000112044233001C")), 0x4233001Cu);
        QCOMPARE(pcsc::propertiesControlCode(bytesOfHex("060442330001")), 0u);
        QCOMPARE(pcsc::propertiesControlCode(bytesOfHex("120442330")), 0u);
        QCOMPARE(pcsc::propertiesControlCode({}), 0u);
    }

    void anExchangeThatStallsIsLeftBehind()
    {
        std::promise<void> go;
        std::promise<void> gone;
        const auto owned = std::shared_ptr<int>(new int(0), [&gone](const int *number) {
            delete number;
            gone.set_value();
        });
        {
            auto held = owned;
            auto stalling = [held, wait = go.get_future().share()](QByteArrayView command) -> Result<QByteArray> {
                if (command == "stall")
                    wait.wait();
                return bytesOfHex("9000");
            };
            const_cast<std::shared_ptr<int> &>(owned).reset();
            held.reset();
            pcsc::ExchangeThread exchange(std::make_unique<pcsc::ExchangeThread::Transmit>(std::move(stalling)));
            const auto fine = exchange.transceive("now", std::chrono::seconds(5), {});
            QVERIFY(fine && *fine && **fine == bytesOfHex("9000"));
            QElapsedTimer elapsed;
            elapsed.start();
            QVERIFY(!exchange.transceive("stall", std::chrono::milliseconds(100), {}));
            QVERIFY(elapsed.elapsed() >= 100 && elapsed.elapsed() < 2000);
        } // leaving does not wait for it either
        auto released = gone.get_future();
        QVERIFY(released.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
        go.set_value(); // the answer comes after all: what the exchange held is let go of
        QVERIFY(released.wait_for(std::chrono::seconds(5)) == std::future_status::ready);
    }

    void aStalledExchangeObeysAStop()
    {
        std::promise<void> go;
        pcsc::ExchangeThread exchange(std::make_unique<pcsc::ExchangeThread::Transmit>([wait = go.get_future().share()](QByteArrayView) -> Result<QByteArray> {
            wait.wait();
            return bytesOfHex("9000");
        }));
        std::stop_source stop;
        std::jthread other([&stop] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            stop.request_stop();
        });
        QElapsedTimer elapsed;
        elapsed.start();
        QVERIFY(!exchange.transceive("any", std::chrono::seconds(60), stop.get_token()));
        QVERIFY2(elapsed.elapsed() < 2000, QByteArray::number(elapsed.elapsed()).constData());
        go.set_value();
    }

    void readersByName_data()
    {
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<QStringList>("expected");
        const QStringList all{QStringLiteral("ACS 00 00"), QStringLiteral("ACS 00 01"), QStringLiteral("ACS 00 010"), QStringLiteral("SCM")};
        QTest::newRow("any") << QString() << all;
        QTest::newRow("exact") << QStringLiteral("ACS 00 01") << QStringList{QStringLiteral("ACS 00 01")};
        QTest::newRow("beginning") << QStringLiteral("ACS") << all.first(3);
        QTest::newRow("in the middle") << QStringLiteral("CS 00") << QStringList{};
        QTest::newRow("none") << QStringLiteral("SCM 1") << QStringList{};
    }
    void readersByName()
    {
        QFETCH(QString, wanted);
        const QStringList all{QStringLiteral("ACS 00 00"), QStringLiteral("ACS 00 01"), QStringLiteral("ACS 00 010"), QStringLiteral("SCM")};
        QTEST(pcsc::readersCalled(wanted, all), "expected");
    }

    void noService()
    {
        if (qEnvironmentVariableIsSet("PCSCLITE_CSOCK_NAME"))
            QSKIP("a smart-card service was given to this run");
        const QTemporaryDir folder;
        qputenv("PCSCLITE_CSOCK_NAME", folder.filePath(QStringLiteral("nobody")).toUtf8());
        const Result<QStringList> readers = pcscReaders();
        QVERIFY(!readers);
        QCOMPARE(readers.error().code, ErrorCode::ReaderUnavailable);
        const std::unique_ptr<nfc::CardSource> source = makePcscCardSource();
        QVERIFY(!source->isAvailable());
        QVERIFY(!source->isSimulated());
        QElapsedTimer elapsed;
        elapsed.start();
        const auto channel = source->connect({}, 10000);
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::ReaderUnavailable);
        QVERIFY(elapsed.elapsed() < 5000); // says so at once, does not wait for a card nobody can see
        qunsetenv("PCSCLITE_CSOCK_NAME");
    }
};

DD_TEST(TestPcscChannel)
#include "test_pcsc_channel.moc"
