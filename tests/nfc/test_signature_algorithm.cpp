#include "nfc/authentication/signature_algorithm.h"

#include "nfc/authentication/certificate.h"
#include "tests/nfc/der.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/signing_method.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace dd::test::pki {

namespace {

const QString signatureStage = QStringLiteral("test");

ossl::Key publicKeyFrom(const QByteArray &subjectPublicKeyInfo)
{
    const unsigned char *at = ossl::bytesOf(subjectPublicKeyInfo);
    return ossl::Key(d2i_PUBKEY(nullptr, &at, static_cast<long>(subjectPublicKeyInfo.size())));
}

QByteArray pssAlgorithm(const QByteArray &parameters)
{
    return algorithmIdentifier("1.2.840.113549.1.1.10", parameters);
}

} // namespace

class TestSignatureAlgorithm : public QObject
{
    Q_OBJECT

private slots:
    void names_data()
    {
        QTest::addColumn<QByteArray>("algorithm");
        QTest::addColumn<QString>("name"); // empty: refused
        QTest::addColumn<ErrorCode>("code");
        const QByteArray noParameters = hex("0500");
        const auto row = [](const char *title, const QByteArray &algorithm, const char *name, ErrorCode code = {}) {
            QTest::newRow(title) << algorithm << QString::fromLatin1(name) << code;
        };
        row("RSA by key algorithm", algorithmIdentifier("1.2.840.113549.1.1.1", noParameters), "RSA-SHA384"); // the message's digest
        row("RSA SHA-1", algorithmIdentifier("1.2.840.113549.1.1.5", noParameters), "RSA-SHA1");
        row("RSA SHA-256, NULL left out", algorithmIdentifier("1.2.840.113549.1.1.11"), "RSA-SHA256");
        row("RSA SHA-256, parameters", algorithmIdentifier("1.2.840.113549.1.1.11", integer(1)), "", ErrorCode::DamagedFile);
        row("RSA MD5", algorithmIdentifier("1.2.840.113549.1.1.4", noParameters), "", ErrorCode::PassiveAuthenticationFailed);
        row("RSA MD2", algorithmIdentifier("1.2.840.113549.1.1.2", noParameters), "", ErrorCode::PassiveAuthenticationFailed);
        row("RSA SHA-512/256", algorithmIdentifier("1.2.840.113549.1.1.16", noParameters), "", ErrorCode::UnsupportedProtocol);
        row("ECDSA SHA-224", algorithmIdentifier("1.2.840.10045.4.3.1"), "ECDSA-SHA224");
        row("ECDSA SHA-256 with NULL", algorithmIdentifier("1.2.840.10045.4.3.2", noParameters), "ECDSA-SHA256");
        row("plain ECDSA SHA-512", algorithmIdentifier("0.4.0.127.0.7.1.1.4.1.5"), "ECDSA-plain-SHA512");
        row("plain ECDSA RIPEMD-160", algorithmIdentifier("0.4.0.127.0.7.1.1.4.1.6"), "", ErrorCode::UnsupportedProtocol);
        row("DSA by key algorithm", algorithmIdentifier("1.2.840.10040.4.1"), "DSA-SHA384");
        row("DSA SHA-1", algorithmIdentifier("1.2.840.10040.4.3"), "DSA-SHA1");
        row("Ed25519", algorithmIdentifier("1.3.101.112"), "", ErrorCode::UnsupportedProtocol);
        row("no identifier", sequence(integer(1)), "", ErrorCode::DamagedFile);
        row("something behind", algorithmIdentifier("1.2.840.10045.4.3.2", noParameters + noParameters), "", ErrorCode::DamagedFile);

        // RSASSA-PSS: whatever is not said is SHA-1 with 20 bytes of salt (RFC 4055 §3.1).
        const QByteArray sha512 = algorithmIdentifier("2.16.840.1.101.3.4.2.3", noParameters);
        const QByteArray md5 = algorithmIdentifier("1.2.840.113549.2.5", noParameters);
        row("PSS, all defaults", pssAlgorithm(sequence({})), "RSASSA-PSS-SHA1");
        row("PSS SHA-512", pssAlgorithm(sequence(der(0xA0, sha512))), "RSASSA-PSS-SHA512");
        row("PSS without parameters", pssAlgorithm({}), "", ErrorCode::DamagedFile);
        row("PSS with NULL", pssAlgorithm(noParameters), "", ErrorCode::DamagedFile);
        row("PSS MD5", pssAlgorithm(sequence(der(0xA0, md5))), "", ErrorCode::PassiveAuthenticationFailed);
        row("PSS mask by MD5", pssAlgorithm(sequence(der(0xA1, algorithmIdentifier("1.2.840.113549.1.1.8", md5)))), "",
            ErrorCode::PassiveAuthenticationFailed);
        row("PSS another mask", pssAlgorithm(sequence(der(0xA1, algorithmIdentifier("1.2.840.113549.1.1.9", sha512)))), "",
            ErrorCode::UnsupportedProtocol);
        row("PSS fields out of order", pssAlgorithm(sequence(der(0xA2, integer(20)) + der(0xA0, sha512))), "", ErrorCode::DamagedFile);
        row("PSS field twice", pssAlgorithm(sequence(der(0xA0, sha512) + der(0xA0, sha512))), "", ErrorCode::DamagedFile);
        row("PSS unknown field", pssAlgorithm(sequence(der(0xA4, integer(1)))), "", ErrorCode::DamagedFile);
        row("PSS another trailer", pssAlgorithm(sequence(der(0xA3, integer(2)))), "", ErrorCode::DamagedFile);
        row("PSS negative salt", pssAlgorithm(sequence(der(0xA2, hex("0201FF")))), "", ErrorCode::DamagedFile);
    }
    void names()
    {
        QFETCH(QByteArray, algorithm);
        QFETCH(QString, name);
        QFETCH(ErrorCode, code);
        const Result<SignatureAlgorithm> parsed = parseSignatureAlgorithm(algorithm, EVP_sha384(), signatureStage);
        QCOMPARE(parsed ? signatureName(*parsed) : QString(), name);
        if (!parsed)
            QCOMPARE(parsed.error().code, code);
    }

    void pssParameters()
    {
        const QByteArray mask = algorithmIdentifier("1.2.840.113549.1.1.8", algorithmIdentifier("2.16.840.1.101.3.4.2.2"));
        const QByteArray given = sequence(der(0xA0, algorithmIdentifier("2.16.840.1.101.3.4.2.1")) + der(0xA1, mask) + der(0xA2, integer(11)));
        const Result<SignatureAlgorithm> parsed = parseSignatureAlgorithm(pssAlgorithm(given), nullptr, signatureStage);
        QVERIFY(parsed);
        QVERIFY(parsed->digest == EVP_sha256() && parsed->maskDigest == EVP_sha384());
        QCOMPARE(parsed->saltLength, 11);
    }

    // A certificate names its digest itself; rsaEncryption cannot sign one.
    void keyAlgorithmWithoutAMessage()
    {
        const QByteArray algorithm = algorithmIdentifier("1.2.840.113549.1.1.1", hex("0500"));
        QCOMPARE(parseSignatureAlgorithm(algorithm, nullptr, signatureStage).error().code, ErrorCode::PassiveAuthenticationFailed);
    }

    // RFC 6979 A.2.5: P-256 with SHA-256 over "sample".
    void publishedEcdsa()
    {
        const QByteArray point = hex("04 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
                                     "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
        const QByteArray r = hex("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716");
        const QByteArray s = hex("F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
        const ossl::Key key = publicKeyFrom(sequence(sequence(oid("1.2.840.10045.2.1") + oid("1.2.840.10045.3.1.7")) + bitString(point)));
        QVERIFY(key);
        const QByteArray zero(1, '\0');
        const QByteArray asDer = sequence(der(0x02, zero + r) + der(0x02, zero + s));
        const SignatureAlgorithm ansi{SignatureScheme::Ecdsa, EVP_sha256(), nullptr, 0};
        const SignatureAlgorithm plain{SignatureScheme::EcdsaPlain, EVP_sha256(), nullptr, 0};
        QVERIFY(verifySignature(ansi, key.get(), "sample", asDer, signatureStage));
        QVERIFY(verifySignature(plain, key.get(), "sample", r + s, signatureStage));
        QVERIFY(!verifySignature(plain, key.get(), "simple", r + s, signatureStage));
        // Neither form passes for the other, and a plain one has one length.
        QVERIFY(!verifySignature(ansi, key.get(), "sample", r + s, signatureStage));
        QVERIFY(!verifySignature(plain, key.get(), "sample", asDer, signatureStage));
        QVERIFY(!verifySignature(plain, key.get(), "sample", zero + r + zero + s, signatureStage));
        QVERIFY(!verifySignature(plain, key.get(), "sample", {}, signatureStage));
        QVERIFY(!verifySignature(plain, key.get(), "sample", QByteArray(64, '\0'), signatureStage));
        QVERIFY(!verifySignature(ansi, key.get(), "sample", asDer + zero, signatureStage));
        const SignatureAlgorithm rsa{SignatureScheme::RsaPkcs1, EVP_sha256(), nullptr, 0};
        QCOMPARE(verifySignature(rsa, key.get(), "sample", asDer, signatureStage).error().code, ErrorCode::PassiveAuthenticationFailed);
    }

    // r or s begins with a zero byte in one signature of 128: 600 hold some with near certainty.
    void plainSignaturesArePadded()
    {
        const SigningMethod method = ecdsaPlain("brainpoolP256r1", "SHA256", KeyOwner::Signer);
        const Result<SignatureAlgorithm> algorithm = parseSignatureAlgorithm(method.algorithm, nullptr, signatureStage);
        QVERIFY(algorithm);
        for (int i = 0; i < 600; ++i) {
            const QByteArray message = QByteArray::number(i);
            QVERIFY(verifySignature(*algorithm, method.key, message, signWith(method, message), signatureStage));
        }
    }

    void keys_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<bool>("accepted");
        const QByteArray ecPublicKey = oid("1.2.840.10045.2.1");
        const auto named = [&](const char *curve, const QByteArray &point) {
            return sequence(sequence(ecPublicKey + oid(curve)) + bitString(point));
        };
        QTest::newRow("RSA-2048") << publicKeyInfo(rsaKey(KeyOwner::Signer)) << true;
        QTest::newRow("DSA-1024") << publicKeyInfo(dsaKey(160, KeyOwner::Signer)) << true;
        QTest::newRow("explicit parameters") << publicKeyInfo(ecKey("brainpoolP512r1", KeyOwner::Signer)) << true;
        QTest::newRow("secp112r1") << named("1.3.132.0.6", hex("04 09487239995A5EE76B55F9C2F098 A89CE5AF8724C0A23E0E0FF77500")) << false;
        QTest::newRow("a curve over a binary field")
            << named("1.3.132.0.1", hex("04 02FE13C0537BBC11ACAA07D793DE4E6D5E5C94EEE8 0289070FB05D38FF58321F2E800536D538CCDAA3D9"))
            << false; // sect163k1
        const ossl::Key small(EVP_RSA_gen(1000));
        QVERIFY(small);
        QTest::newRow("RSA-1000") << publicKeyInfo(small.get()) << false;
        QTest::newRow("Ed25519") << hex("302A300506032B6570032100 D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A") << false;
    }
    void keys()
    {
        QFETCH(QByteArray, key);
        QFETCH(bool, accepted);
        const ossl::Key parsed = publicKeyFrom(key);
        QVERIFY(parsed);
        const Result<void> checked = checkSignatureKey(parsed.get(), signatureStage);
        QCOMPARE(checked.has_value(), accepted);
        if (!accepted)
            QCOMPARE(checked.error().code, ErrorCode::UnsupportedProtocol);
        QCOMPARE(checkSignatureKey(nullptr, signatureStage).error().code, ErrorCode::UnsupportedProtocol);
    }

    // CSCAs in use, brainpoolP512r1 written out: self-signed, over their bytes as they stand.
    void publishedCscas_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("key");
        QTest::newRow("Viet Nam, passports") << QByteArray("chip/csca/vn-epassport.cer") << QStringLiteral("brainpoolP512r1");
        QTest::newRow("Germany") << QByteArray("chip/masterlist/DE_ROOT_CA_CSCA07.cer") << QStringLiteral("brainpoolP512r1");
    }
    void publishedCscas()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, key);
        if (!QFile::exists(test::sharedDataPath(path.constData())))
            QSKIP("published certificates are not here");
        QByteArray file = test::readFile(test::sharedDataPath(path.constData()));
        const ossl::Certificate certificate = certificateFromDer(file);
        QVERIFY(certificate);
        EVP_PKEY *own = X509_get0_pubkey(certificate.get());
        QCOMPARE(keyDescription(own), key);
        const Result<void> verified = verifyIssuerSignature(file, own, signatureStage);
        QVERIFY2(verified, verified ? "" : qPrintable(verified.error().detail));
        file[100] = static_cast<char>(file.at(100) ^ 0x01);
        QVERIFY(!verifyIssuerSignature(file, own, signatureStage));
    }
};

DD_TEST(TestSignatureAlgorithm)

} // namespace dd::test::pki

#include "test_signature_algorithm.moc"
