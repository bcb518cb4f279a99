#include "nfc/apdu/tlv.h"

#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

class TestTlv : public QObject
{
    Q_OBJECT

private slots:
    void encodes_data()
    {
        QTest::addColumn<quint32>("tag");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("head");
        QTest::newRow("empty") << quint32(0x7C) << QByteArray() << hex("7C00");
        QTest::newRow("short") << quint32(0x87) << QByteArray(9, 'x') << hex("8709");
        QTest::newRow("127") << quint32(0x04) << QByteArray(127, 'x') << hex("047F");
        QTest::newRow("128") << quint32(0x04) << QByteArray(128, 'x') << hex("048180");
        QTest::newRow("255") << quint32(0x04) << QByteArray(255, 'x') << hex("0481FF");
        QTest::newRow("256") << quint32(0x04) << QByteArray(256, 'x') << hex("04820100");
        QTest::newRow("65536") << quint32(0x75) << QByteArray(65536, 'x') << hex("7583010000");
        QTest::newRow("two-byte tag") << quint32(0x7F49) << QByteArray(2, 'x') << hex("7F4902");
        QTest::newRow("three-byte tag") << quint32(0x5F8101) << QByteArray(1, 'x') << hex("5F810101");
    }
    void encodes()
    {
        QFETCH(quint32, tag);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, head);
        const QByteArray encoded = tlv::encode(tag, value);
        QCOMPARE(encoded, head + value);
        const Result<tlv::Element> element = tlv::readSingle(encoded, tag);
        QVERIFY(element);
        QCOMPARE(element->value.toByteArray(), value);
        QCOMPARE(element->encoded.toByteArray(), encoded);
        const Result<tlv::Header> header = tlv::readHeader(head);
        QVERIFY(header);
        QCOMPARE(header->totalSize(), encoded.size());
    }

    void everyPrefix()
    {
        QVERIFY(test::refusesEveryPrefix(tlv::encode(0x7F61, QByteArray(300, 'x')), [](QByteArrayView view) { return tlv::readSingle(view, 0x7F61).has_value(); }));
        QVERIFY(test::refusesEveryPrefix(hex("8709019FF0EC34F9922651"), [](QByteArrayView view) { return tlv::readSingle(view, 0x87).has_value(); }));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("indefinite length") << hex("308000000000");
        QTest::newRow("length in four bytes") << hex("308400000001FF");
        QTest::newRow("reserved length") << hex("30FF00");
        QTest::newRow("padding 00 as a tag") << hex("0000");
        QTest::newRow("padding FF as a tag") << hex("FF00");
        QTest::newRow("tag with leading zeros") << hex("1F8000");
        QTest::newRow("tag of four bytes") << hex("7F81818100");
        QTest::newRow("length beyond the view") << hex("04820100") + QByteArray(255, 'x');
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        tlv::Reader reader(bytes, QStringLiteral("EF"));
        const Result<tlv::Element> element = reader.next();
        QVERIFY(!element);
        QCOMPARE(element.error().code, ErrorCode::DamagedFile);
        QCOMPARE(element.error().stage, QStringLiteral("EF"));
    }

    void walks()
    {
        const QByteArray bytes = hex("020101" "7F600401020304" "5C00");
        tlv::Reader reader(bytes);
        QCOMPARE(reader.peekTag().value(), quint32(0x02));
        QVERIFY(reader.next(0x02));
        QVERIFY(!tlv::Reader(reader).next(0x5C)); // another element stands there
        QVERIFY(!reader.finish());
        QVERIFY(reader.next(0x7F60));
        const Result<tlv::Element> empty = reader.next(0x5C);
        QVERIFY(empty);
        QVERIFY(empty->value.isEmpty());
        QVERIFY(reader.finish());
        QVERIFY(!reader.peekTag());
        QVERIFY(!reader.next());
    }

    void smallIntegers_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<int>("number");
        QTest::newRow("0") << hex("00") << 0;
        QTest::newRow("127") << hex("7F") << 127;
        QTest::newRow("128") << hex("0080") << 128;
        QTest::newRow("largest") << hex("7FFFFFFF") << 0x7FFFFFFF;
        QTest::newRow("empty") << hex("") << -1;
        QTest::newRow("negative") << hex("80") << -1;
        QTest::newRow("five bytes") << hex("0000000001") << -1;
    }
    void smallIntegers()
    {
        QFETCH(QByteArray, value);
        QFETCH(int, number);
        QCOMPARE(tlv::smallInteger(value).value_or(-1), number);
    }
};

DD_TEST(TestTlv)
#include "test_tlv.moc"
