#include "nfc/authentication/active.h"

#include "nfc/apdu/tlv.h"
#include "nfc/openssl_pointers.h"
#include "nfc/simulator/chip_signature.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QCryptographicHash>
#include <QTest>
#include <openssl/rsa.h>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

const QByteArray challenge = hex("0102030405060708");

// An RSA key of this test, and what a chip does with it: blocks are built here, from the standard's text.
class TestKey
{
public:
    TestKey() : m_key(EVP_RSA_gen(1280)) {}

    [[nodiscard]] QByteArray dg15() const
    {
        unsigned char *bytes = nullptr;
        const int size = i2d_PUBKEY(m_key.get(), &bytes);
        const QByteArray info(reinterpret_cast<const char *>(bytes), size);
        OPENSSL_free(bytes);
        return tlv::encode(0x6F, info);
    }
    [[nodiscard]] int size() const { return EVP_PKEY_get_size(m_key.get()); }
    [[nodiscard]] QByteArray sign(const QByteArray &block) const
    {
        const ossl::KeyContext context(EVP_PKEY_CTX_new(m_key.get(), nullptr));
        QByteArray out(block.size(), '\0');
        auto written = static_cast<std::size_t>(out.size());
        if (EVP_PKEY_decrypt_init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) != 1
            || EVP_PKEY_decrypt(context.get(), reinterpret_cast<unsigned char *>(out.data()), &written, ossl::bytesOf(block),
                                static_cast<std::size_t>(block.size())) != 1)
            qFatal("the test key does not sign");
        return out;
    }
    [[nodiscard]] QByteArray complement(const QByteArray &signature) const
    {
        BIGNUM *modulus = nullptr;
        EVP_PKEY_get_bn_param(m_key.get(), "n", &modulus);
        const ossl::Bignum n(modulus);
        const ossl::Bignum s(BN_bin2bn(ossl::bytesOf(signature), static_cast<int>(signature.size()), nullptr));
        BN_sub(s.get(), n.get(), s.get());
        QByteArray out(signature.size(), '\0');
        BN_bn2binpad(s.get(), reinterpret_cast<unsigned char *>(out.data()), static_cast<int>(out.size()));
        return out;
    }

private:
    ossl::Key m_key;
};

const TestKey &testKey()
{
    static const TestKey key;
    return key;
}

// 6A ‖ M1 ‖ H(M1 ‖ challenge) ‖ trailer, filled to the modulus.
QByteArray block(QCryptographicHash::Algorithm algorithm, const QByteArray &trailer, const QByteArray &header = hex("6A"))
{
    const qsizetype hashSize = QCryptographicHash::hashLength(algorithm);
    const QByteArray recovered(testKey().size() - header.size() - hashSize - trailer.size(), '\x42');
    return header + recovered + QCryptographicHash::hash(recovered + challenge, algorithm) + trailer;
}

// A hexadecimal literal of a published test, by its line in the list.
QByteArray published(int line)
{
    const QList<QByteArray> rows = test::readFile(test::sharedDataPath("chip/vectors/gmrtd-activeauth.tsv")).split('\n');
    for (const QByteArray &row : rows) {
        const QList<QByteArray> fields = row.split('\t');
        if (fields.size() == 4 && fields.first() == QByteArray::number(line))
            return QByteArray::fromHex(fields.last());
    }
    return {};
}

} // namespace

class TestActiveAuthentication : public QObject
{
    Q_OBJECT

private slots:
    // A real passport's key, challenge and answer (1792 bits), published as a test of another reader.
    void publishedRsaExample()
    {
        DD_NEED_SHARED("chip/vectors/gmrtd-activeauth.tsv");
        const QByteArray dg15 = published(853);
        const QByteArray nonce = published(862);
        QByteArray signature = published(863);
        QVERIFY(!dg15.isEmpty() && nonce.size() == 8 && !signature.isEmpty());
        const Result<QString> used = verifyActiveAuthentication(dg15, {}, nonce, signature);
        QVERIFY2(used, used ? "" : qPrintable(used.error().detail));
        QVERIFY(used->startsWith(QStringLiteral("RSA-1792 ISO 9796-2")));
        QCOMPARE(*activeAuthenticationResponseSize(dg15), 224);
        QCOMPARE(verifyActiveAuthentication(dg15, {}, challenge, signature).error().code, ErrorCode::ChipAuthenticationFailed);
        for (const qsizetype at : {qsizetype(0), qsizetype(100), signature.size() - 1}) {
            QByteArray bad = signature;
            bad[at] = static_cast<char>(bad.at(at) ^ 0x01);
            QCOMPARE(verifyActiveAuthentication(dg15, {}, nonce, bad).error().code, ErrorCode::ChipAuthenticationFailed);
        }
    }

    void everyTrailer_data()
    {
        QTest::addColumn<QCryptographicHash::Algorithm>("algorithm");
        QTest::addColumn<QByteArray>("trailer");
        QTest::addColumn<QString>("name");
        QTest::newRow("BC") << QCryptographicHash::Sha1 << hex("BC") << QStringLiteral("SHA-1");
        QTest::newRow("33CC") << QCryptographicHash::Sha1 << hex("33CC") << QStringLiteral("SHA-1");
        QTest::newRow("38CC") << QCryptographicHash::Sha224 << hex("38CC") << QStringLiteral("SHA-224");
        QTest::newRow("34CC") << QCryptographicHash::Sha256 << hex("34CC") << QStringLiteral("SHA-256");
        QTest::newRow("36CC") << QCryptographicHash::Sha384 << hex("36CC") << QStringLiteral("SHA-384");
        QTest::newRow("35CC") << QCryptographicHash::Sha512 << hex("35CC") << QStringLiteral("SHA-512");
    }
    void everyTrailer()
    {
        QFETCH(QCryptographicHash::Algorithm, algorithm);
        QFETCH(QByteArray, trailer);
        QFETCH(QString, name);
        const QByteArray signature = testKey().sign(block(algorithm, trailer));
        const Result<QString> used = verifyActiveAuthentication(testKey().dg15(), {}, challenge, signature);
        QVERIFY(used);
        QCOMPARE(*used, QStringLiteral("RSA-1280 ISO 9796-2 ") + name);
        // ISO/IEC 9796-2 allows the smaller of s and n − s.
        QVERIFY(verifyActiveAuthentication(testKey().dg15(), {}, challenge, testKey().complement(signature)));
        QVERIFY(!verifyActiveAuthentication(testKey().dg15(), {}, hex("0102030405060709"), signature));
    }

    void badRsaAnswers_data()
    {
        QTest::addColumn<QByteArray>("response");
        const QByteArray good = block(QCryptographicHash::Sha256, hex("34CC"));
        const QByteArray signature = testKey().sign(good);
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("one byte less") << signature.chopped(1);
        QTest::newRow("one byte more") << signature + '\0';
        QTest::newRow("zero") << QByteArray(signature.size(), '\0');
        QTest::newRow("above the modulus") << QByteArray(signature.size(), '\xFF');
        QTest::newRow("header of total recovery") << testKey().sign(block(QCryptographicHash::Sha256, hex("34CC"), hex("4A")));
        QTest::newRow("padded header") << testKey().sign(block(QCryptographicHash::Sha256, hex("34CC"), hex("4BBA")));
        QTest::newRow("unknown hash function") << testKey().sign(block(QCryptographicHash::Sha256, hex("3FCC")));
        QTest::newRow("hash of another function") << testKey().sign(block(QCryptographicHash::Sha1, hex("34CC")));
        QTest::newRow("the block itself") << good;
    }
    void badRsaAnswers()
    {
        QFETCH(QByteArray, response);
        const Result<QString> used = verifyActiveAuthentication(testKey().dg15(), {}, challenge, response);
        QVERIFY(!used);
        QCOMPARE(used.error().code, ErrorCode::ChipAuthenticationFailed);
    }

    void ecdsa()
    {
        const CardImage &card = test::reader::demoCard(ActiveAuthenticationKey::Ecdsa);
        const QByteArray dg15 = card.files.value(FileId::Dg15);
        const QByteArray dg14 = card.files.value(FileId::Dg14);
        SystemRandom random;
        const Result<QByteArray> signature = simulator::signChallenge(card.aaPrivateKey, challenge, random);
        QVERIFY(signature);
        QCOMPARE(*activeAuthenticationResponseSize(dg15), 64);
        QCOMPARE(*verifyActiveAuthentication(dg15, dg14, challenge, *signature), QStringLiteral("ECDSA brainpoolP256r1 SHA-256"));
        QCOMPARE(verifyActiveAuthentication(dg15, dg14, hex("0102030405060709"), *signature).error().code, ErrorCode::ChipAuthenticationFailed);
        for (int at = 0; at < 64; at += 7) {
            QByteArray bad = *signature;
            bad[at] = static_cast<char>(bad.at(at) ^ 0x80);
            QCOMPARE(verifyActiveAuthentication(dg15, dg14, challenge, bad).error().code, ErrorCode::ChipAuthenticationFailed);
        }
        for (const QByteArray &bad : {QByteArray(), QByteArray(64, '\0'), signature->chopped(1), *signature + *signature})
            QCOMPARE(verifyActiveAuthentication(dg15, dg14, challenge, bad).error().code, ErrorCode::ChipAuthenticationFailed);
        // Without the algorithm's name there is nothing to check against: not supported, and never a pass.
        QCOMPARE(verifyActiveAuthentication(dg15, {}, challenge, *signature).error().code, ErrorCode::UnsupportedProtocol);
        const QByteArray silent = hex("6E16") + hex("31143012060A04007F0007020204020202010202010D");
        QCOMPARE(verifyActiveAuthentication(dg15, silent, challenge, *signature).error().code, ErrorCode::UnsupportedProtocol);
    }

    void dg15IsReadStrictly()
    {
        for (const ActiveAuthenticationKey key : {ActiveAuthenticationKey::Rsa, ActiveAuthenticationKey::Ecdsa}) {
            const QByteArray dg15 = test::reader::demoCard(key).files.value(FileId::Dg15);
            QVERIFY(test::refusesEveryPrefix(dg15, [](QByteArrayView view) { return activeAuthenticationResponseSize(view).has_value(); }));
        }
        QCOMPARE(verifyActiveAuthentication(hex("6F00"), {}, challenge, QByteArray(128, 'x')).error().code, ErrorCode::DamagedFile);
        QCOMPARE(verifyActiveAuthentication(testKey().dg15(), {}, QByteArray(7, 'x'), QByteArray(160, 'x')).error().code, ErrorCode::InvalidInput);
    }
};

DD_TEST(TestActiveAuthentication)
#include "test_active_authentication.moc"
