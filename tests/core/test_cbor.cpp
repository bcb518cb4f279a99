#include "core/codec/cbor.h"
#include "tests/support/registry.h"

#include <limits>
#include <QTest>

namespace cbor = dd::cbor;
using cbor::Value;
using dd::ErrorCode;

class TestCbor : public QObject
{
    Q_OBJECT
private slots:
    // RFC 8949 Appendix A, the rows this profile has a place for, and the edges of every head length.
    void encodings_data()
    {
        QTest::addColumn<Value>("value");
        QTest::addColumn<QByteArray>("hex");
        const auto row = [](const char *name, const Value &value, const char *hex) { QTest::newRow(name) << value << QByteArray(hex); };
        const auto number = [](qint64 n) { return Value::integer(n); };
        row("0", number(0), "00");
        row("1", number(1), "01");
        row("10", number(10), "0a");
        row("23", number(23), "17");
        row("24", number(24), "1818");
        row("25", number(25), "1819");
        row("100", number(100), "1864");
        row("255", number(255), "18ff");
        row("256", number(256), "190100");
        row("1000", number(1000), "1903e8");
        row("65535", number(65535), "19ffff");
        row("65536", number(65536), "1a00010000");
        row("1000000", number(1000000), "1a000f4240");
        row("2^32-1", number(4294967295), "1affffffff");
        row("2^32", number(4294967296), "1b0000000100000000");
        row("1000000000000", number(1000000000000), "1b000000e8d4a51000");
        row("2^63-1", number(std::numeric_limits<qint64>::max()), "1b7fffffffffffffff");
        row("-1", number(-1), "20");
        row("-10", number(-10), "29");
        row("-24", number(-24), "37");
        row("-25", number(-25), "3818");
        row("-100", number(-100), "3863");
        row("-1000", number(-1000), "3903e7");
        row("-65537", number(-65537), "3a00010000");
        row("-2^63", number(std::numeric_limits<qint64>::min()), "3b7fffffffffffffff");
        row("false", Value::boolean(false), "f4");
        row("true", Value::boolean(true), "f5");
        row("null", Value(), "f6");
        row("undefined", Value::simple(23), "f7");
        row("simple(16)", Value::simple(16), "f0");
        row("simple(32)", Value::simple(32), "f820");
        row("simple(59)", Value::simple(59), "f83b");
        row("simple(255)", Value::simple(255), "f8ff");
        row("tag 1", Value::tagged(1, number(1363896240)), "c11a514b67b0");
        row("tag 23", Value::tagged(23, Value::bytes("\x01\x02\x03\x04")), "d74401020304");
        row("tag 32", Value::tagged(32, Value::text(QStringLiteral("http://www.example.com"))), "d82076687474703a2f2f7777772e6578616d706c652e636f6d");
        row("tag 2^64-1", Value::tagged(std::numeric_limits<quint64>::max(), number(0)), "dbffffffffffffffff00");
        row("no bytes", Value::bytes({}), "40");
        row("four bytes", Value::bytes("\x01\x02\x03\x04"), "4401020304");
        row("no text", Value::text({}), "60");
        row("a", Value::text(QStringLiteral("a")), "6161");
        row("quotes", Value::text(QStringLiteral("\"\\")), "62225c");
        row("u umlaut", Value::text(QStringLiteral("\u00fc")), "62c3bc");
        row("water", Value::text(QStringLiteral("\u6c34")), "63e6b0b4");
        row("beyond the BMP", Value::text(QString::fromUcs4(U"\U00010151")), "64f0908591");
        row("byte order mark kept", Value::text(QStringLiteral("\ufeffa")), "64efbbbf61");
        row("no items", Value::array({}), "80");
        row("[1,2,3]", Value::array({number(1), number(2), number(3)}), "83010203");
        row("nested arrays", Value::array({number(1), Value::array({number(2), number(3)}), Value::array({number(4), number(5)})}),
            "8301820203820405");
        row("no pairs", Value::map({}), "a0");
        row("{1:2,3:4}", Value::map({{number(3), number(4)}, {number(1), number(2)}}), "a201020304");
        row("map in map",
            Value::map({{Value::text(QStringLiteral("b")), Value::array({number(2), number(3)})}, {Value::text(QStringLiteral("a")), number(1)}}),
            "a26161016162820203");
        // RFC 8949 §4.2.1: 10, 100, -1, "z", "aa", [100], [-1], false
        row("the order of section 4.2.1",
            Value::map({{Value::boolean(false), number(8)},
                        {Value::array({number(-1)}), number(7)},
                        {Value::array({number(100)}), number(6)},
                        {Value::text(QStringLiteral("aa")), number(5)},
                        {Value::text(QStringLiteral("z")), number(4)},
                        {number(-1), number(3)},
                        {number(100), number(2)},
                        {number(10), number(1)}}),
            "a80a011864022003617a046261610581186406812007f408");
        // The label order of a credential's payload: simple(59) comes after every integer.
        row("the order of a credential",
            Value::map({{Value::simple(59), number(0)},
                        {number(-65537), number(0)},
                        {number(65535), number(0)},
                        {number(11), number(0)},
                        {number(1), number(0)}}),
            "a501000b0019ffff003a0001000000f83b00");
    }
    void encodings()
    {
        QFETCH(Value, value);
        QFETCH(QByteArray, hex);
        QCOMPARE(cbor::encode(value).toHex(), hex);
        const auto decoded = cbor::decode(QByteArray::fromHex(hex));
        QVERIFY(decoded);
        QVERIFY(*decoded == value);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<int>("code");
        const auto malformed = [](const char *name, const QByteArray &hex) { QTest::newRow(name) << hex << int(ErrorCode::CborMalformed); };
        const auto other = [](const char *name, const QByteArray &hex) { QTest::newRow(name) << hex << int(ErrorCode::CborNotDeterministic); };
        malformed("nothing", "");
        malformed("trailing byte", "0000");
        malformed("trailing item after an array", "8000");
        other("23 in two bytes", "1817");
        other("0 in two bytes", "1800");
        other("255 in three bytes", "1900ff");
        other("65535 in five bytes", "1a0000ffff");
        other("2^32-1 in nine bytes", "1b00000000ffffffff");
        other("-1 in two bytes", "3800");
        other("-256 in three bytes", "3900ff");
        other("-65536 in five bytes", "3a0000ffff");
        other("-2^32 in nine bytes", "3b00000000ffffffff");
        other("byte string length", "5800");
        other("byte string length in three bytes", "59000100");
        other("text length", "780161");
        other("array length", "980100");
        other("map length", "b8010000");
        other("tag number", "d81700");
        other("tag number in three bytes", "d9001200");
        other("indefinite byte string", "5f41004100ff");
        other("indefinite text", "7f61616161ff");
        other("indefinite array", "9f0001ff");
        other("indefinite map", "bf0000ff");
        other("indefinite array inside", "819fff");
        malformed("break alone", "ff");
        malformed("break in an array", "81ff");
        malformed("break as a map value", "a100ff");
        malformed("indefinite unsigned", "1f00");
        malformed("indefinite negative", "3f00");
        malformed("indefinite tag", "df00");
        other("unsorted map", "a202000100");
        other("unsorted by length only", "a262616100616100");
        other("length-first order of RFC 7049", "a3f40020000a00");
        other("long key before short key", "a21864000a00");
        other("unsorted map inside a map", "a100a202000100");
        other("repeated key", "a201000100");
        other("repeated text key", "a2616100616100");
        other("repeated empty key", "a240004000");
        other("repeated key not beside each other", "a3010002000100");
        other("half float", "f93c00");
        other("single float", "fa47c35000");
        other("double float", "fb3ff199999999999a");
        other("not a number", "f97e00");
        other("float as a map key", "a1f9000000");
        malformed("simple 0 in two bytes", "f800");
        malformed("false in two bytes", "f814");
        malformed("simple 24 in two bytes", "f818");
        malformed("simple 31 in two bytes", "f81f");
        for (int major = 0; major < 8; ++major) {
            for (int information = 28; information < 31; ++information) {
                const QByteArray hex = QByteArray(1, static_cast<char>(major << 5 | information)).toHex() + "0000000000000000";
                malformed(("reserved additional information " + hex.first(2)).constData(), hex);
            }
        }
        malformed("UTF-8: lone continuation", "6180");
        malformed("UTF-8: overlong slash", "62c0af");
        malformed("UTF-8: overlong in three bytes", "63e080af");
        malformed("UTF-8: overlong in four bytes", "64f08080af");
        malformed("UTF-8: surrogate", "63eda080");
        malformed("UTF-8: above U+10FFFF", "64f4908080");
        malformed("UTF-8: byte FE", "61fe");
        malformed("UTF-8: cut short", "61c3");
        malformed("UTF-8: in a map key", "a161ff00");
        malformed("UTF-8: in a tag", "d82061ff");
        other("2^63", "1b8000000000000000");
        other("2^64-1", "1bffffffffffffffff");
        other("-2^63-1", "3b8000000000000000");
        malformed("length beyond the input", "4501020304");
        malformed("huge byte string", "5b7fffffffffffffff");
        malformed("huge byte string, top bit", "5bffffffffffffffff");
        malformed("huge text", "7bffffffffffffffff");
        malformed("huge array", "9bffffffffffffffff");
        malformed("huge map", "bbffffffffffffffff");
        malformed("huge map, count overflows when doubled", "bb80000000000000010000");
        malformed("array of 2^32-1", "9affffffff00");
        malformed("map without its last value", "a100");
        malformed("tag around nothing", "c0");
        malformed("17 arrays", QByteArray("81").repeated(16) + "80");
        malformed("17 tags", QByteArray("c1").repeated(17) + "00");
        malformed("17 maps", QByteArray("a100").repeated(16) + "a0");
        malformed("a hundred thousand arrays", QByteArray("81").repeated(100'000) + "80");
    }
    void refused()
    {
        QFETCH(QByteArray, hex);
        QFETCH(int, code);
        const auto decoded = cbor::decode(QByteArray::fromHex(hex));
        QVERIFY(!decoded);
        QCOMPARE(int(decoded.error().code), code);
    }

    void limitsAreExact()
    {
        QVERIFY(cbor::decode(QByteArray::fromHex(QByteArray("81").repeated(15) + "80")));
        QVERIFY(cbor::decode(QByteArray::fromHex(QByteArray("c1").repeated(16) + "00")));
        QVERIFY(cbor::decode(QByteArray::fromHex("818100"), {.depth = 2}));
        QVERIFY(!cbor::decode(QByteArray::fromHex("818100"), {.depth = 1}));
        const QByteArray encoded = cbor::encodeBytes(QByteArray(100, 'x'));
        QVERIFY(cbor::decode(encoded, {.size = 102}));
        const auto tooLong = cbor::decode(encoded, {.size = 101});
        QVERIFY(!tooLong);
        QCOMPARE(tooLong.error().code, ErrorCode::CborMalformed);
        const QByteArray six = QByteArray::fromHex("82a10102c103"); // an array of a map of one pair and a tag: 2 + 2 + 2 heads
        QVERIFY(cbor::decode(six, {.items = 6}));
        QCOMPARE(cbor::decode(six, {.items = 5}).error().code, ErrorCode::CborMalformed);
    }

    void lenientOrderStillRefusesRepeatedKeys()
    {
        const cbor::Limits lenient{.requireSorted = false};
        const auto decoded = cbor::decode(QByteArray::fromHex("a3020001000300"), lenient);
        QVERIFY(decoded);
        QCOMPARE(cbor::encode(*decoded).toHex(), QByteArray("a3010002000300")); // written again, it is sorted
        QVERIFY(!cbor::decode(QByteArray::fromHex("a3020001000200"), lenient));
        QVERIFY(!cbor::decode(QByteArray::fromHex("a20000180000"), lenient));
    }

    void programmingErrorsEncodeToNothing()
    {
        QCOMPARE(cbor::encode(Value::map({{Value::integer(1), Value()}, {Value::integer(1), Value::integer(2)}})), QByteArray());
        QCOMPARE(cbor::encode(Value::array({Value::simple(24)})), QByteArray());
        QCOMPARE(cbor::encode(Value::tagged(1, Value::simple(31))), QByteArray());
    }

    void wrongTypesAnswerNothing()
    {
        const Value map = Value::map({{Value::integer(5), Value::text(QStringLiteral("năm"))},
                                      {Value::text(QStringLiteral("k")), Value::bytes("v")},
                                      {Value::simple(59), Value::boolean(true)}});
        QCOMPARE(map.find(5)->toText(), QStringLiteral("năm"));
        QCOMPARE(map.find(QStringLiteral("k"))->toBytes(), QByteArray("v"));
        QVERIFY(map.findSimple(59)->toBool());
        QVERIFY(!map.find(6) && !map.find(QStringLiteral("5")) && !map.findSimple(5));
        QVERIFY(!Value::integer(5).find(5) && !Value::array({Value::integer(5), Value()}).find(5));
        QCOMPARE(map.toInteger(), 0);
        QVERIFY(map.toBytes().isEmpty() && map.toText().isEmpty() && map.toArray().isEmpty() && !map.toBool());
        QCOMPARE(Value::text(QStringLiteral("x")).toBytes(), QByteArray());
        QCOMPARE(Value::bytes("x").toText(), QString());
        QCOMPARE(Value::integer(3).tagged(), Value());
        QVERIFY(Value::tagged(3, Value::integer(1)).isTag(3) && !Value::integer(3).isTag(3));
        QVERIFY(!(Value::integer(20) == Value::simple(20)) && !Value::integer(20).isBool());
        QVERIFY(!(Value::bytes("a") == Value::text(QStringLiteral("a"))));
    }

    void mapsCompareEqualWhateverTheOrderTheyWereWrittenIn()
    {
        const Value one = Value::integer(1);
        const Value two = Value::text(QStringLiteral("2"));
        QVERIFY(Value::map({{one, two}, {two, one}}) == Value::map({{two, one}, {one, two}}));
    }

    void headOfAByteString()
    {
        QCOMPARE(cbor::encodeBytes(QByteArray(23, 'x')).first(1).toHex(), QByteArray("57"));
        QCOMPARE(cbor::encodeBytes(QByteArray(24, 'x')).first(2).toHex(), QByteArray("5818"));
        QCOMPARE(cbor::encodeBytes(QByteArray(256, 'x')).first(3).toHex(), QByteArray("590100"));
        QCOMPARE(cbor::encodeBytes(QByteArray(65536, 'x')).first(5).toHex(), QByteArray("5a00010000"));
    }

    void everyPrefixIsACleanError()
    {
        const QByteArray whole = sample();
        for (qsizetype size = 0; size < whole.size(); ++size) {
            const auto decoded = cbor::decode(QByteArrayView(whole).first(size));
            QVERIFY(!decoded);
            QCOMPARE(decoded.error().code, ErrorCode::CborMalformed);
        }
        QVERIFY(cbor::decode(whole));
    }

    // What the reader accepts is always what the encoder writes: one value, one encoding.
    void acceptedMeansReEncodable()
    {
        const QByteArray whole = sample();
        int accepted = 0;
        for (qsizetype i = 0; i < whole.size(); ++i) {
            for (int byte = 0; byte < 256; ++byte) {
                QByteArray changed = whole;
                changed[i] = static_cast<char>(byte);
                if (const auto decoded = cbor::decode(changed)) {
                    QCOMPARE(cbor::encode(*decoded), changed);
                    ++accepted;
                }
            }
        }
        QVERIFY(accepted > whole.size());
    }
    void everyShortInputIsRefusedOrReEncodable()
    {
        int accepted = 0;
        for (int input = 0; input < 0x1'0000; ++input) {
            const QByteArray bytes{QByteArray(1, static_cast<char>(input >> 8)) + static_cast<char>(input & 0xFF)};
            for (const QByteArray &candidate : {bytes, bytes + '\x01', QByteArray("\x82") + bytes, QByteArray("\xA1") + bytes}) {
                if (const auto decoded = cbor::decode(candidate)) {
                    ++accepted;
                    if (cbor::encode(*decoded) != candidate)
                        QFAIL(candidate.toHex().constData());
                }
            }
        }
        QVERIFY(accepted > 1000);
    }

private:
    static QByteArray sample()
    {
        return cbor::encode(
            Value::tagged(18, Value::array({Value::bytes(QByteArray(30, 'p')),
                                            Value::map({{Value::integer(1), Value::integer(-19)},
                                                        {Value::integer(65535), Value::text(QStringLiteral("NGUYỄN VĂN MẪU"))},
                                                        {Value::integer(-65537), Value::array({Value::boolean(true), Value::integer(1'000'000)})},
                                                        {Value::simple(59), Value::array({Value::bytes(QByteArray(32, 'd'))})}}),
                                            Value::bytes({}), Value()})));
    }
};

DD_TEST(TestCbor)
#include "test_cbor.moc"
