#include "nfc/apdu/command.h"
#include "nfc/apdu/response.h"

#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

class TestApdu : public QObject
{
    Q_OBJECT

private slots:
    void commands_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<int>("expected");
        QTest::addColumn<bool>("extended");
        QTest::addColumn<QByteArray>("encoded");
        const QByteArray eight = hex("0102030405060708");
        QTest::newRow("case 1") << QByteArray() << 0 << false << hex("00102030");
        QTest::newRow("case 2") << QByteArray() << 5 << false << hex("0010203005");
        QTest::newRow("case 2, 256") << QByteArray() << 256 << false << hex("0010203000");
        QTest::newRow("case 2 extended") << QByteArray() << 257 << true << hex("00102030000101");
        QTest::newRow("case 2 extended, all") << QByteArray() << 65536 << true << hex("00102030000000");
        QTest::newRow("case 3") << eight << 0 << false << hex("00102030080102030405060708");
        QTest::newRow("case 3 extended") << eight << 0 << true << hex("00102030000008") + eight;
        QTest::newRow("case 4") << eight << 160 << false << hex("00102030080102030405060708A0");
        QTest::newRow("case 4, 256") << eight << 256 << false << hex("0010203008010203040506070800");
        QTest::newRow("case 4 extended") << eight << 384 << true << hex("0010203000000801020304050607080180");
        QTest::newRow("case 4 extended, all") << eight << 65536 << true << hex("0010203000000801020304050607080000");
        QTest::newRow("longest short data") << QByteArray(255, 'x') << 0 << false << hex("00102030FF") + QByteArray(255, 'x');
        QTest::newRow("first extended data") << QByteArray(256, 'x') << 0 << true << hex("00102030000100") + QByteArray(256, 'x');
        QTest::newRow("longest data") << QByteArray(65535, 'x') << 0 << true << hex("0010203000FFFF") + QByteArray(65535, 'x');
    }
    void commands()
    {
        QFETCH(QByteArray, data);
        QFETCH(int, expected);
        QFETCH(bool, extended);
        QFETCH(QByteArray, encoded);
        const CommandApdu command{0x00, 0x10, 0x20, 0x30, data, expected, extended};
        QCOMPARE(*command.encoded(), encoded);
        const Result<CommandApdu> parsed = CommandApdu::parse(encoded);
        QVERIFY(parsed);
        QCOMPARE(parsed->ins, quint8(0x10));
        QCOMPARE(parsed->p1, quint8(0x20));
        QCOMPARE(parsed->p2, quint8(0x30));
        QCOMPARE(parsed->data, data);
        QCOMPARE(parsed->expected, expected);
        QCOMPARE(parsed->extended, extended);
        QCOMPARE(*parsed->encoded(), encoded);
    }

    void lengthsOutOfRange()
    {
        QCOMPARE((CommandApdu{0, 0, 0, 0, QByteArray(65536, 'x'), 0, false}).encoded().error().code, ErrorCode::InvalidInput);
        QCOMPARE((CommandApdu{0, 0, 0, 0, {}, 65537, false}).encoded().error().code, ErrorCode::InvalidInput);
        QCOMPARE((CommandApdu{0, 0, 0, 0, {}, -1, false}).encoded().error().code, ErrorCode::InvalidInput);
    }

    void malformedCommands_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("three bytes") << hex("001020");
        QTest::newRow("Lc without data") << hex("001020300801");
        QTest::newRow("two bytes behind the data") << hex("00102030010100FF");
        QTest::newRow("extended Lc cut short") << hex("001020300001");
        QTest::newRow("extended Lc of zero") << hex("0010203000000000");
        QTest::newRow("extended data cut short") << hex("0010203000000801");
        QTest::newRow("extended Le of one byte") << hex("001020300000020102") + '\x01';
        QTest::newRow("three bytes behind extended data") << hex("001020300000020102000000");
    }
    void malformedCommands()
    {
        QFETCH(QByteArray, bytes);
        QCOMPARE(CommandApdu::parse(bytes).error().code, ErrorCode::InvalidInput);
    }

    // A prefix of a command may be a command of its own: then it says exactly its own bytes. The rest is a clean error.
    void prefixes()
    {
        const CommandApdu extended{0x00, 0x86, 0x00, 0x00, QByteArray(300, 'x'), 65536, true};
        const CommandApdu brief{0x0C, 0xB0, 0x9E, 0x00, QByteArray(20, 'y'), 256, false};
        for (const CommandApdu &command : {extended, brief}) {
            const QByteArray whole = *command.encoded();
            int refused = 0;
            for (qsizetype size = 0; size <= whole.size(); ++size) {
                const QByteArray prefix(whole.constData(), size);
                const Result<CommandApdu> parsed = CommandApdu::parse(prefix);
                if (parsed)
                    QCOMPARE(*parsed->encoded(), prefix);
                else
                    ++refused;
            }
            QVERIFY(refused > whole.size() / 2);
            QVERIFY(!CommandApdu::parse(whole + '\0'));
        }
        const QByteArray answer = QByteArray::fromHex("0102039000");
        for (qsizetype size = 0; size <= answer.size(); ++size) {
            const QByteArray prefix(answer.constData(), size);
            const Result<ResponseApdu> parsed = ResponseApdu::parse(prefix);
            QCOMPARE(parsed.has_value(), size >= 2);
            if (parsed)
                QCOMPARE(parsed->encoded(), prefix);
        }
    }

    void responses()
    {
        const Result<ResponseApdu> response = ResponseApdu::parse(hex("60149000"));
        QVERIFY(response);
        QCOMPARE(response->data, hex("6014"));
        QVERIFY(response->isSuccess());
        QCOMPARE(response->encoded(), hex("60149000"));
        QCOMPARE(ResponseApdu::parse(hex("6A82"))->status, sw::fileNotFound);
        QVERIFY(!ResponseApdu::parse(hex("")));
        QVERIFY(!ResponseApdu::parse(hex("90")));
        QCOMPARE(statusText(0x6A82), QStringLiteral("6A82"));
        QCOMPARE(statusText(0x0001), QStringLiteral("0001"));
    }

    void triesLeft_data()
    {
        QTest::addColumn<quint16>("status");
        QTest::addColumn<int>("tries");
        QTest::newRow("63C0") << quint16(0x63C0) << 0;
        QTest::newRow("63C2") << quint16(0x63C2) << 2;
        QTest::newRow("63CF") << quint16(0x63CF) << 15;
        QTest::newRow("6300") << quint16(0x6300) << -1;
        QTest::newRow("63D0") << quint16(0x63D0) << -1;
        QTest::newRow("9000") << quint16(0x9000) << -1;
    }
    void triesLeft()
    {
        QFETCH(quint16, status);
        QFETCH(int, tries);
        QCOMPARE((ResponseApdu{{}, status}).triesLeft().value_or(-1), tries);
    }
};

DD_TEST(TestApdu)
#include "test_apdu.moc"
