#include "nfc/authentication/active.h"

#include "nfc/authentication/iso9796.h"
#include "tests/nfc/aa_chip.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using namespace dd::test;

namespace {

// ICAO 9303-11 appendix F: M1 and the block, step by step. The standard gives no key.
const QByteArray appendixNonce = hex("F173589974BF40C6");
const QByteArray appendixBlock = hex("6A9D2784A67F8E7C659973EA1AEA25D95B6C8F91E5002F369F0FBDCE8A3CEC1991B543F1696546C5524CF23A5303CD6C98"
                                     "599F40B79F377B5F3A1406B3B4D8F96784D23AA88DB7E1032A405E69325FA91A6E86F5C71AEA978264C4A207446DAD4E7292E2"
                                     "DCDA3024B47DA8C063AA1E6D22FBD976AB0FE73D94D2D9C6D88127BC");

QByteArray publishedBytes(int line)
{
    for (const QByteArray &row : test::readFile(test::sharedDataPath("chip/vectors/gmrtd-activeauth.tsv")).split('\n')) {
        const QList<QByteArray> fields = row.split('\t');
        if (fields.size() == 4 && fields.first() == QByteArray::number(line))
            return QByteArray::fromHex(fields.last());
    }
    return {};
}

// A key of exactly this many bits, whose public half goes into DG15 as id-RSASSA-PSS, bound to one digest or to none.
ossl::Key pssKey(const EVP_MD *boundTo)
{
    const ossl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr));
    EVP_PKEY *key = nullptr;
    if (EVP_PKEY_keygen_init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), 1536) != 1
        || (boundTo != nullptr
            && (EVP_PKEY_CTX_set_rsa_pss_keygen_md(context.get(), boundTo) <= 0 || EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(context.get(), boundTo) <= 0))
        || EVP_PKEY_generate(context.get(), &key) != 1)
        qFatal("no PSS key");
    return ossl::Key(key);
}

} // namespace

class TestActiveAlgorithms : public QObject
{
    Q_OBJECT

private slots:
    // A key short enough to be computed from its public half proves nothing, nor does it accuse the chip.
    void aKeyTooShortIsNoProof()
    {
        const ossl::Key key(EVP_RSA_gen(768));
        QVERIFY(key);
        const Result<QString> used = verifyActiveAuthentication(aaDg15(key.get()), {}, QByteArray(8, '\1'), QByteArray(96, '\2'));
        QVERIFY(!used);
        QCOMPARE(used.error().code, ErrorCode::UnsupportedProtocol);
        QCOMPARE(used.error().detail, QStringLiteral("public key of 768 bits"));
    }

    void appendixF()
    {
        QCOMPARE(*checkRecoverableMessage(appendixBlock, appendixNonce), QStringLiteral("SHA-1"));
        const ossl::Key key(EVP_RSA_gen(1024));
        const QByteArray signature = rawRsa(key.get(), appendixBlock);
        QCOMPARE(*verifyActiveAuthentication(aaDg15(key.get()), {}, appendixNonce, signature), QStringLiteral("RSA-1024 ISO 9796-2 SHA-1"));
        QCOMPARE(verifyActiveAuthentication(aaDg15(key.get()), {}, aaChallenge, signature).error().detail, QStringLiteral("hash differs"));
    }

    // Recovered blocks published as the tests of another reader.
    void publishedBlocks_data()
    {
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("digest");
        QTest::newRow("BC") << 265 << QStringLiteral("SHA-1");
        QTest::newRow("38CC") << 273 << QStringLiteral("SHA-224");
        QTest::newRow("34CC") << 281 << QStringLiteral("SHA-256");
        QTest::newRow("36CC") << 289 << QStringLiteral("SHA-384");
        QTest::newRow("35CC") << 297 << QStringLiteral("SHA-512");
    }
    void publishedBlocks()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-activeauth.tsv");
        QFETCH(int, line);
        QFETCH(QString, digest);
        const QByteArray block = publishedBytes(line);
        QVERIFY(!block.isEmpty());
        const Result<QString> used = checkRecoverableMessage(block, hex("0102030405060708"));
        QVERIFY2(used, used ? "" : qPrintable(used.error().detail));
        QCOMPARE(*used, digest);
        QVERIFY(!checkRecoverableMessage(block, hex("0102030405060709")));
    }

    void blocks_data()
    {
        QTest::addColumn<QByteArray>("block");
        QTest::addColumn<QString>("refusal"); // empty: accepted
        const auto block = [](const char *trailer, const char *header, const EVP_MD *digest = EVP_sha256()) {
            return recoverableBlock(128, digest, hex(trailer), hex(header));
        };
        QTest::newRow("as it should be") << block("34CC", "6A") << QString();
        QTest::newRow("padded by one") << block("34CC", "6BBA") << QString();
        QTest::newRow("padded by four") << block("34CC", "6BBBBBBBBA") << QString();
        QTest::newRow("padding without an end") << block("34CC", "6BBBBBBBBB") << QStringLiteral("header");
        QTest::newRow("padding of something else") << block("34CC", "6BBCBA") << QStringLiteral("header");
        QTest::newRow("total recovery") << block("34CC", "4A") << QStringLiteral("header");
        QTest::newRow("total recovery, padded") << block("34CC", "4BBA") << QStringLiteral("header");
        QTest::newRow("no header") << block("34CC", "00") << QStringLiteral("header");
        QTest::newRow("trailer of nothing") << block("34CD", "6A") << QStringLiteral("trailer");
        QTest::newRow("RIPEMD-160") << block("31CC", "6A") << QStringLiteral("RIPEMD-160");
        QTest::newRow("RIPEMD-128") << block("32CC", "6A") << QStringLiteral("RIPEMD-128");
        QTest::newRow("WHIRLPOOL") << block("37CC", "6A", EVP_sha512()) << QStringLiteral("WHIRLPOOL");
        QTest::newRow("a hash function nobody numbered") << block("3FCC", "6A") << QStringLiteral("hash function");
        QTest::newRow("BC over another digest") << block("BC", "6A") << QStringLiteral("hash differs");
        QTest::newRow("nothing recovered") << (hex("6A") + digestOfBytes(EVP_sha1(), aaChallenge) + hex("BC")) << QStringLiteral("too short");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("header");
        QTest::newRow("header only") << hex("6A") << QStringLiteral("trailer");
        QTest::newRow("padding only") << hex("6BBBBA") << QStringLiteral("trailer");
        QTest::newRow("header and trailer") << hex("6ABC") << QStringLiteral("too short");
        QTest::newRow("no room for the hash's number") << hex("6ACC") << QStringLiteral("trailer");
    }
    void blocks()
    {
        QFETCH(QByteArray, block);
        QFETCH(QString, refusal);
        const Result<QString> used = checkRecoverableMessage(block, aaChallenge);
        QCOMPARE(used.has_value(), refusal.isEmpty());
        if (used) {
            QVERIFY(refusesEveryPrefix(block, [](QByteArrayView view) { return checkRecoverableMessage(view, aaChallenge).has_value(); }));
            return;
        }
        QCOMPARE(used.error().code, ErrorCode::ChipAuthenticationFailed);
        QVERIFY2(used.error().detail.contains(refusal), qPrintable(used.error().detail));
    }

    void pss_data()
    {
        QTest::addColumn<QByteArray>("digest");
        QTest::addColumn<QString>("name");
        QTest::newRow("SHA1") << QByteArray("SHA1") << QStringLiteral("SHA-1");
        QTest::newRow("SHA224") << QByteArray("SHA224") << QStringLiteral("SHA-224");
        QTest::newRow("SHA256") << QByteArray("SHA256") << QStringLiteral("SHA-256");
        QTest::newRow("SHA384") << QByteArray("SHA384") << QStringLiteral("SHA-384");
        QTest::newRow("SHA512") << QByteArray("SHA512") << QStringLiteral("SHA-512");
    }
    void pss()
    {
        QFETCH(QByteArray, digest);
        QFETCH(QString, name);
        const EVP_MD *function = EVP_get_digestbyname(digest.constData());
        const auto check = [&](EVP_PKEY *key, const QString &expected) {
            const QByteArray dg15 = aaDg15(key);
            QByteArray signature = signedByEvp(key, function, true, aaChallenge);
            const Result<QString> used = verifyActiveAuthentication(dg15, {}, aaChallenge, signature);
            QVERIFY2(used, used ? "" : qPrintable(used.error().detail));
            QCOMPARE(*used, expected);
            QCOMPARE(verifyActiveAuthentication(dg15, {}, hex("0102030405060709"), signature).error().code, ErrorCode::ChipAuthenticationFailed);
            signature[10] = static_cast<char>(signature.at(10) ^ 1);
            QCOMPARE(verifyActiveAuthentication(dg15, {}, aaChallenge, signature).error().code, ErrorCode::ChipAuthenticationFailed);
        };
        check(forgedKey("aa", "RSA"), QStringLiteral("RSA-2048 PSS ") + name);
        const ossl::Key free = pssKey(nullptr); // id-RSASSA-PSS in DG15
        check(free.get(), QStringLiteral("RSA-1536 PSS ") + name);
        const ossl::Key bound = pssKey(function); // and the digest with it
        check(bound.get(), QStringLiteral("RSA-1536 PSS ") + name);
    }

    void aPssKeySignsNothingElse()
    {
        const ossl::Key key = pssKey(EVP_sha512());
        QCOMPARE(*activeAuthenticationResponseSize(aaDg15(key.get())), 192);
        for (const QByteArray &answer : {QByteArray(), QByteArray(192, '\0'), QByteArray(192, '\x42'), QByteArray(191, '\x42')}) {
            const Result<QString> used = verifyActiveAuthentication(aaDg15(key.get()), {}, aaChallenge, answer);
            QCOMPARE(used.error().code, ErrorCode::ChipAuthenticationFailed);
        }
    }

    // PKCS #1 v1.5 is none of ICAO's schemes.
    void aPkcs1SignatureIsNone()
    {
        EVP_PKEY *key = forgedKey("aa", "RSA");
        const Result<QString> used = verifyActiveAuthentication(aaDg15(key), {}, aaChallenge, signedByEvp(key, EVP_sha256(), false, aaChallenge));
        QCOMPARE(used.error().code, ErrorCode::ChipAuthenticationFailed);
    }

    void ecdsa_data()
    {
        QTest::addColumn<QByteArray>("curve");
        QTest::addColumn<QByteArray>("algorithm");
        QTest::addColumn<QByteArray>("digest");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("plainOnly");
        struct Algorithm
        {
            const char *identifier;
            const char *digest;
            const char *name;
            bool plainOnly;
        };
        const Algorithm algorithms[] = {
            {"04007F00070101040101", "SHA1", "SHA-1", true},     {"04007F00070101040102", "SHA224", "SHA-224", true},
            {"04007F00070101040103", "SHA256", "SHA-256", true}, {"04007F00070101040104", "SHA384", "SHA-384", true},
            {"04007F00070101040105", "SHA512", "SHA-512", true}, {"2A8648CE3D0401", "SHA1", "SHA-1", false},
            {"2A8648CE3D040301", "SHA224", "SHA-224", false},    {"2A8648CE3D040302", "SHA256", "SHA-256", false},
            {"2A8648CE3D040303", "SHA384", "SHA-384", false},    {"2A8648CE3D040304", "SHA512", "SHA-512", false},
        };
        // Every digest on every curve: some are wider than its order, one order has 521 bits.
        for (const char *curve : {"P-224", "P-256", "P-384", "P-521", "explicit:brainpoolP224r1", "explicit:brainpoolP256r1", "brainpoolP384r1",
                                  "explicit:brainpoolP512r1", "secp192k1"}) {
            for (const Algorithm &algorithm : algorithms)
                QTest::addRow("%s %s %s", curve, algorithm.plainOnly ? "plain" : "X9.62", algorithm.name)
                    << QByteArray(curve) << QByteArray(algorithm.identifier) << QByteArray(algorithm.digest) << QString::fromLatin1(algorithm.name)
                    << algorithm.plainOnly;
        }
    }
    void ecdsa()
    {
        QFETCH(QByteArray, curve);
        QFETCH(QByteArray, algorithm);
        QFETCH(QByteArray, digest);
        QFETCH(QString, name);
        QFETCH(bool, plainOnly);
        EVP_PKEY *key = forgedKey("aa", curve);
        const QByteArray dg15 = aaDg15(key);
        const QByteArray dg14 = aaDg14(algorithm.constData());
        const QByteArray der = signedByEvp(key, EVP_get_digestbyname(digest.constData()), false, aaChallenge);
        const QByteArray plain = plainEcdsa(key, der);
        QCOMPARE(*activeAuthenticationResponseSize(dg15), plain.size());
        const Result<QString> used = verifyActiveAuthentication(dg15, dg14, aaChallenge, plain);
        QVERIFY2(used, used ? "" : qPrintable(used.error().detail));
        QVERIFY(used->startsWith(QStringLiteral("ECDSA ")) && used->endsWith(QLatin1Char(' ') + name));
        QByteArray other = plain;
        other[0] = static_cast<char>(other.at(0) ^ 1);
        QCOMPARE(verifyActiveAuthentication(dg15, dg14, aaChallenge, other).error().code, ErrorCode::ChipAuthenticationFailed);
        QCOMPARE(verifyActiveAuthentication(dg15, dg14, hex("0102030405060709"), plain).error().code, ErrorCode::ChipAuthenticationFailed);
        // The SEQUENCE only where DG14 names the algorithm that has one. (Its length may by chance be that of r ‖ s.)
        if (der.size() != plain.size())
            QCOMPARE(verifyActiveAuthentication(dg15, dg14, aaChallenge, der).has_value(), !plainOnly);
        if (!plainOnly) {
            QVERIFY(!verifyActiveAuthentication(dg15, dg14, aaChallenge, der + '\0'));
            QVERIFY(!verifyActiveAuthentication(dg15, dg14, aaChallenge, der.chopped(1)));
        }
    }

    void noAlgorithmThatIsOne_data()
    {
        QTest::addColumn<QByteArray>("algorithm");
        QTest::newRow("plain 0") << QByteArray("04007F00070101040100");
        QTest::newRow("plain 6, RIPEMD-160") << QByteArray("04007F00070101040106");
        QTest::newRow("X9.62 0") << QByteArray("2A8648CE3D040300");
        QTest::newRow("X9.62 5") << QByteArray("2A8648CE3D040305");
        QTest::newRow("a digest") << QByteArray("608648016503040201");
        QTest::newRow("RSA") << QByteArray("2A864886F70D01010B");
        QTest::newRow("empty") << QByteArray("");
    }
    void noAlgorithmThatIsOne()
    {
        QFETCH(QByteArray, algorithm);
        EVP_PKEY *key = forgedKey("aa", "P-256");
        const QByteArray answer = plainEcdsa(key, signedByEvp(key, EVP_sha256(), false, aaChallenge));
        const Result<QString> used = verifyActiveAuthentication(aaDg15(key), aaDg14(algorithm.constData()), aaChallenge, answer);
        QCOMPARE(used.error().code, ErrorCode::UnsupportedProtocol);
    }
};

DD_TEST(TestActiveAlgorithms)
#include "test_active_algorithms.moc"
