#include "platform/pcsc/pcsc_card_source.h"
#include "platform/pcsc/pcsc_t0.h"
#include "platform/pcsc/reader_watch.h"
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
