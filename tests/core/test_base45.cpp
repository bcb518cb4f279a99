#include "core/codec/base45.h"
#include "tests/support/registry.h"

#include <QTest>

namespace base45 = dd::base45;

class TestBase45 : public QObject
{
    Q_OBJECT
private slots:
    // RFC 9285 §4.3 and §4.4
    void publishedExamples_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray() << QByteArray();
        QTest::newRow("AB") << QByteArray("AB") << QByteArray("BB8");
        QTest::newRow("Hello!!") << QByteArray("Hello!!") << QByteArray("%69 VD92EX0");
        QTest::newRow("base-45") << QByteArray("base-45") << QByteArray("UJCLQE7W581");
        QTest::newRow("ietf!") << QByteArray("ietf!") << QByteArray("QED8WEX0");
        QTest::newRow("one zero byte") << QByteArray(1, '\0') << QByteArray("00");
        QTest::newRow("two zero bytes") << QByteArray(2, '\0') << QByteArray("000");
        QTest::newRow("FF") << QByteArray("\xFF") << QByteArray("U5");
        QTest::newRow("FFFF") << QByteArray("\xFF\xFF") << QByteArray("FGW");
    }
    void publishedExamples()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, text);
        QCOMPARE(base45::encode(bytes), text);
        const auto decoded = base45::decode(text);
        QVERIFY(decoded);
        QCOMPARE(*decoded, bytes);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("FFFF plus one (RFC 9285 section 4.4)") << QByteArray("GGW");
        QTest::newRow("largest group") << QByteArray(":::");
        QTest::newRow("FF plus one") << QByteArray("V5");
        QTest::newRow("largest pair") << QByteArray("::");
        QTest::newRow("one character") << QByteArray("A");
        QTest::newRow("four characters") << QByteArray("BB8A");
        QTest::newRow("lower case") << QByteArray("bb8");
        QTest::newRow("lower case last") << QByteArray("BB8Aa");
        QTest::newRow("hash") << QByteArray("BB#");
        QTest::newRow("line end") << QByteArray("BB8\n0");
        QTest::newRow("zero byte") << QByteArray("BB\0", 3);
        QTest::newRow("high byte") << QByteArray("BB\xC3");
        QTest::newRow("comma") << QByteArray("BB,");
    }
    void refused()
    {
        QFETCH(QByteArray, text);
        const auto decoded = base45::decode(text);
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().code, dd::ErrorCode::Base45Malformed);
    }

    // Every text of two or three characters is either refused or the one encoding of what it says.
    void noTwoTextsForTheSameBytes()
    {
        const QByteArray alphabet("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:");
        QCOMPARE(alphabet.size(), 45);
        int pairs = 0;
        int triples = 0;
        for (const char a : alphabet) {
            for (const char b : alphabet) {
                const QByteArray pair{QByteArray(1, a) + b};
                if (const auto decoded = base45::decode(pair)) {
                    QCOMPARE(base45::encode(*decoded), pair);
                    ++pairs;
                }
                for (const char c : alphabet) {
                    const QByteArray triple = pair + c;
                    if (const auto decoded = base45::decode(triple)) {
                        if (base45::encode(*decoded) != triple)
                            QFAIL(triple.constData());
                        ++triples;
                    }
                }
            }
        }
        QCOMPARE(pairs, 256);
        QCOMPARE(triples, 65536);
    }

    void everyPrefixIsWholeOrRefused()
    {
        QByteArray bytes;
        for (int i = 0; i < 300; ++i)
            bytes.append(static_cast<char>(i * 7));
        const QByteArray text = base45::encode(bytes);
        QCOMPARE(text.size(), 450);
        for (qsizetype size = 0; size <= text.size(); ++size) {
            const auto decoded = base45::decode(QByteArrayView(text).first(size));
            if (size % 3 == 1)
                QVERIFY(!decoded);
            else if (decoded)
                QCOMPARE(base45::encode(*decoded), text.first(size));
        }
    }
};

DD_TEST(TestBase45)
#include "test_base45.moc"
