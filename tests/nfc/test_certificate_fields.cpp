#include "nfc/authentication/certificate_fields.h"

#include "nfc/apdu/tlv.h"
#include "nfc/authentication/certificate.h"
#include "nfc/authentication/signature_algorithm.h"
#include "nfc/authentication/signed_data.h"
#include "tests/nfc/der.h"
#include "tests/nfc/prefixes.h"
#include "tests/nfc/signed_document.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;

namespace dd::test::pki {

class TestCertificateFields : public QObject
{
    Q_OBJECT

private slots:
    void everyField()
    {
        CertificateParts seen;
        DocumentRecipe recipe;
        recipe.certificate = [&](CertificateParts &parts) { seen = parts; };
        const QByteArray certificate = signerCertificate(recipe);
        const Result<CertificateFields> fields = parseCertificateFields(certificate, QStringLiteral("test"));
        QVERIFY2(fields, fields ? "" : qPrintable(fields.error().stage));
        QCOMPARE(fields->version, 3);
        QCOMPARE(fields->serialNumber, valueOf(seen.serialNumber));
        QCOMPARE(fields->signature, seen.signature);
        QCOMPARE(fields->issuer, seen.issuer);
        QCOMPARE(fields->validity, seen.validity);
        QCOMPARE(fields->subject, seen.subject);
        QCOMPARE(fields->publicKey, seen.publicKey);
        QVERIFY(fields->extensions.contains(seen.extensions.value("keyUsage")));
        QCOMPARE(fields->signatureAlgorithm, seen.signatureAlgorithm);
        QVERIFY(test::refusesEveryPrefix(certificate, [](QByteArrayView view) { return parseCertificateFields(view, {}).has_value(); }));
    }

    // LDS_H_48 to LDS_H_68 leave fields out; these are there and wrong.
    void wrongFields_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<QByteArray>("validity");
        QTest::addColumn<QByteArray>("publicKey");
        QTest::addColumn<QString>("stage");
        const QByteArray key = publicKeyInfo(ecKey("brainpoolP256r1", KeyOwner::Signer));
        const QByteArray validity = sequence(utcTime(signedAt) + utcTime(inspectedAt));
        const QByteArray version = der(0xA0, integer(2));
        QTest::newRow("as it should be") << version << validity << key << QString();
        QTest::newRow("version 4") << der(0xA0, integer(3)) << validity << key << QStringLiteral("test version");
        QTest::newRow("version not a number") << der(0xA0, octetString("2")) << validity << key << QStringLiteral("test version");
        QTest::newRow("one time") << version << sequence(utcTime(signedAt)) << key << QStringLiteral("test validity");
        QTest::newRow("three times") << version << sequence(utcTime(1) + utcTime(2) + utcTime(3)) << key << QStringLiteral("test validity");
        QTest::newRow("a time and a number") << version << sequence(utcTime(signedAt) + integer(1)) << key << QStringLiteral("test validity");
        QTest::newRow("key without bits") << version << validity << sequence(sequence(oid("1.2.840.10045.2.1")))
                                          << QStringLiteral("test subjectPublicKeyInfo");
    }
    void wrongFields()
    {
        QFETCH(QByteArray, version);
        QFETCH(QByteArray, validity);
        QFETCH(QByteArray, publicKey);
        QFETCH(QString, stage);
        DocumentRecipe recipe;
        recipe.certificate = [&](CertificateParts &parts) {
            parts.version = version;
            parts.validity = validity;
            parts.publicKey = publicKey;
        };
        const Result<CertificateFields> fields = parseCertificateFields(signerCertificate(recipe), QStringLiteral("test"));
        QCOMPARE(fields ? QString() : fields.error().stage, stage);
        if (!fields)
            QCOMPARE(fields.error().code, ErrorCode::DamagedFile);
    }

    // The CSCAs of every country on Germany's list: nothing they write is refused, no algorithm they use is unknown.
    void publishedCertificates()
    {
        DD_NEED_SHARED("chip/masterlist/DE_ML_2024-08-07-07-38-24.ml");
        const QByteArray list = test::readFile(test::sharedDataPath("chip/masterlist/DE_ML_2024-08-07-07-38-24.ml"));
        const Result<SignedData> verified = verifySignedData(list, {QStringLiteral("list"), valueOf(oid("2.23.136.1.1.2")), {}});
        QVERIFY(verified);
        tlv::Reader content(tlv::readSingle(verified->content, 0x30).value().value);
        QVERIFY(content.next(0x02));
        tlv::Reader certificates(content.next(0x31).value().value);
        int read = 0;
        int selfSigned = 0;
        while (!certificates.atEnd()) {
            const QByteArrayView der = certificates.next(0x30).value().encoded;
            const Result<CertificateFields> fields = parseCertificateFields(der, QStringLiteral("test"));
            QVERIFY2(fields, fields ? "" : qPrintable(fields.error().stage + fields.error().detail));
            const ossl::Certificate certificate = certificateFromDer(der);
            QVERIFY(certificate);
            ++read;
            EVP_PKEY *own = X509_get0_pubkey(certificate.get());
            const Result<void> held = verifyIssuerSignature(der, own, QStringLiteral("test"));
            QCOMPARE(held.has_value(), X509_verify(certificate.get(), own) == 1); // the library's opinion
            if (held)
                ++selfSigned;
            else // a link certificate; no country's algorithm or key is unknown here
                QCOMPARE(held.error().code, ErrorCode::PassiveAuthenticationFailed);
        }
        QCOMPARE(read, 541);
        QCOMPARE(selfSigned, 358);
    }
};

DD_TEST(TestCertificateFields)

} // namespace dd::test::pki

#include "test_certificate_fields.moc"
