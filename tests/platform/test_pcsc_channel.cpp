#include "platform/pcsc/pcsc_card_source.h"
#include "platform/pcsc/pcsc_t0.h"
#include "tests/support/registry.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

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
