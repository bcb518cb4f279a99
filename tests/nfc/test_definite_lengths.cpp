#include "nfc/apdu/definite_lengths.h"

#include "nfc/authentication/passive.h"
#include "nfc/lds/security_object.h"
#include "tests/nfc/der.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/nfc/signed_document.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace dd::test::pki {

namespace {

QByteArray indefinite(int tag, const QByteArray &value)
{
    return QByteArray(1, static_cast<char>(tag)) + '\x80' + value + QByteArray(2, '\0');
}

// A SOD as a stream writes it: every level around content and certificate left open, the content in pieces.
QByteArray streamedSod(const QByteArray &sod)
{
    const QByteArray contentInfo = valueOf(valueOf(sod));
    const QByteArray type = oid("1.2.840.113549.1.7.2");
    const QByteArray fields = valueOf(valueOf(contentInfo.sliced(type.size())));
    return der(0x77, indefinite(0x30, type + indefinite(0xA0, indefinite(0x30, fields))));
}

} // namespace

class TestDefiniteLengths : public QObject
{
    Q_OBJECT

private slots:
    void rewrites_data()
    {
        QTest::addColumn<QByteArray>("ber");
        QTest::addColumn<QByteArray>("definite"); // empty: nothing to do, or nothing to be done
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("definite") << hex("3003020101") << QByteArray();
        QTest::newRow("one level") << hex("3080 020101 0000") << hex("3003020101");
        QTest::newRow("empty") << hex("3080 0000") << hex("3000");
        QTest::newRow("two levels") << hex("3080 A080 020101 0000 0401FF 0000") << hex("3008 A003020101 0401FF");
        QTest::newRow("inside a definite one") << hex("3007 A080 020101 0000") << hex("3005 A003020101");
        QTest::newRow("beside a length not the shortest") << hex("3080 308100 0000") << hex("3003 308100");
        QTest::newRow("zeros in a value") << hex("3080 04020000 0000") << hex("3004 04020000");
        QTest::newRow("long tag") << hex("7F4980 020101 0000") << hex("7F4903020101");
        QTest::newRow("bytes behind stay") << hex("3080 0000 AA") << hex("3000AA");
        QTest::newRow("never closed") << hex("3080 020101") << QByteArray();
        QTest::newRow("closed by half") << hex("3080 020101 00") << QByteArray();
        QTest::newRow("a primitive left open") << hex("3080 0480 0000 0000") << QByteArray();
        QTest::newRow("value cut short") << hex("3080 020901 0000") << QByteArray();
        QTest::newRow("tag cut short") << hex("3080 7F") << QByteArray();
        QTest::newRow("endless levels") << hex("3080").repeated(100'000) << QByteArray();
    }
    void rewrites()
    {
        QFETCH(QByteArray, ber);
        QFETCH(QByteArray, definite);
        const std::optional<QByteArray> rewritten = tlv::withDefiniteLengths(ber);
        QCOMPARE(rewritten.value_or(QByteArray()), definite);
    }

    void nestingAndSizeAreBounded()
    {
        const auto nested = [](int levels) { return hex("3080").repeated(levels) + hex("0000").repeated(levels); };
        QVERIFY(tlv::withDefiniteLengths(nested(33)));
        QVERIFY(!tlv::withDefiniteLengths(nested(34)));
        QVERIFY(tlv::withDefiniteLengths(indefinite(0x30, octetString(QByteArray(1024 * 1024 - 9, 'x')))));
        QVERIFY(!tlv::withDefiniteLengths(indefinite(0x30, octetString(QByteArray(1024 * 1024 - 8, 'x')))));
    }

    // As passports of the USA have it. Certificate and signed attributes keep their bytes, so every signature holds.
    void streamedSodIsAuthentic()
    {
        DocumentRecipe recipe;
        recipe.message = [](MessageParts &message) {
            const QByteArray content = valueOf(valueOf(message.content));
            const QByteArray pieces = octetString(content.first(10)) + octetString(content.sliced(10));
            message.content = indefinite(0xA0, indefinite(0x24, pieces));
            message.certificates = indefinite(0xA0, valueOf(message.certificates));
        };
        recipe.file = [](QByteArray &sod) { sod = streamedSod(sod); };
        const SignedDocument document = makeDocument(recipe);
        const Result<PassiveResult> result = passiveAuthentication(document.files, document.anchors, inspectedAt);
        QVERIFY2(result, result ? "" : qPrintable(result.error().stage + QStringLiteral(": ") + result.error().detail));
        QVERIFY(result->issuerKnown);
        const QByteArray sod = document.files.value(FileId::Sod);
        const Result<LdsSecurityObject> listed = listedInSod(sod);
        QVERIFY(listed);
        QCOMPARE(listed->groupHashes.keys(), (QList<int>{1, 2, 14}));
        QVERIFY(test::refusesEveryPrefix(sod, [&](QByteArrayView view) {
            QMap<FileId, QByteArray> files = document.files;
            files[FileId::Sod] = view.toByteArray();
            return passiveAuthentication(files, document.anchors, inspectedAt).has_value();
        }));
    }
};

DD_TEST(TestDefiniteLengths)

} // namespace dd::test::pki

#include "test_definite_lengths.moc"
