// BSI TR-03105-5.1, LDS_H: the document signer's certificate, each element wrong or missing.
#include "tests/nfc/der.h"
#include "tests/nfc/tr03105_passive.h"
#include "tests/support/registry.h"

#include <openssl/ec.h>
#include <QTest>

using namespace dd;

namespace dd::test::pki {

namespace {

using CertificateChange = std::function<void(DocumentRecipe &)>;

CertificateChange inCertificate(QByteArray CertificateParts::*part, const QByteArray &value = {})
{
    return [part, value](DocumentRecipe &recipe) { recipe.certificate = [part, value](CertificateParts &parts) { parts.*part = value; }; };
}

CertificateChange inExtension(const char *name, const QByteArray &value = {})
{
    return [name, value](DocumentRecipe &recipe) {
        recipe.certificate = [name, value](CertificateParts &parts) {
            if (value.isEmpty())
                parts.extensions.remove(name);
            else
                parts.extensions[name] = value;
        };
    };
}

// Certified by a CSCA that writes its name in the same way.
CertificateChange withIssuerName(const QByteArray &name)
{
    return [name](DocumentRecipe &recipe) {
        recipe.certificate = [name](CertificateParts &parts) { parts.issuer = name; };
        recipe.anchor = [name](CertificateParts &parts) { parts.issuer = parts.subject = name; };
        recipe.signerInfo = [name](SignerParts &signer) { signer.identifier = sequence(name + integer(4711)); };
    };
}

QByteArray keyUsage(const char *bits, bool critical = true)
{
    return certificateExtension("2.5.29.15", critical, QByteArray::fromHex(bits));
}

// brainpoolP256r1 in all but the generator, which the forger chose: the public key of whoever was certified, with a private
// key the forger knows (CVE-2020-0601).
QByteArray keyOnAForgersCurve()
{
    QByteArray key = publicKeyInfo(ecKey("brainpoolP256r1", KeyOwner::Signer));
    const QByteArray generator = QByteArray::fromHex("8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262"
                                                     "547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997");
    const qsizetype point = key.size() - 64;
    const QByteArray own = key.sliced(point);
    return key.replace(generator, own);
}

const QList<PassiveCase> &certificateCases()
{
    static const PassiveCase cases[] = {
        {"LDS_H_48", inCertificate(&CertificateParts::version, der(0xA0, integer(1))), isRefused("document signer: version")},
        {"LDS_H_49", inCertificate(&CertificateParts::version), isRefused("document signer: version")},
        {"LDS_H_50", inCertificate(&CertificateParts::serialNumber), isDamaged("SOD certificate serialNumber")},
        {"LDS_H_51", inCertificate(&CertificateParts::signature, algorithmIdentifier("1.2.840.10045.4.3.2")),
         isRefused("document signer: signature algorithm")},
        {"LDS_H_52", inCertificate(&CertificateParts::signature), isDamaged("SOD certificate signature")},
        {"LDS_H_53", withIssuerName(distinguishedName("", "Country Signing CA")), isRefused("document signer: issuer")},
        {"LDS_H_54",
         [](DocumentRecipe &recipe) {
             withIssuerName(distinguishedName("UT", "Another CSCA"))(recipe);
             recipe.anchor = nullptr;
         },
         hasUnknownIssuer()},
        {"LDS_H_55", inCertificate(&CertificateParts::issuer), isDamaged("SOD certificate issuer")},
        {"LDS_H_56", inCertificate(&CertificateParts::validity, sequence(utcTime(signedAt) + utcTime(inspectedAt - 1))),
         isRefused("document signer: validity")},
        {"LDS_H_57", inCertificate(&CertificateParts::validity), isDamaged("SOD certificate validity")},
        {"LDS_H_58", inCertificate(&CertificateParts::publicKey, keyOnAForgersCurve()), isUnsupported("SOD certificate subjectPublicKeyInfo")},
        {"LDS_H_59", inCertificate(&CertificateParts::publicKey), isDamaged("SOD certificate subjectPublicKeyInfo")},
        {"LDS_H_60", inExtension("authorityKeyIdentifier", certificateExtension("2.5.29.35", false, sequence(der(0x82, integer(1).sliced(2))))),
         passes("document signer: authority key identifier without a key identifier")},
        {"LDS_H_61", inExtension("authorityKeyIdentifier"), passes("document signer: no authority key identifier")},
        {"LDS_H_62", inExtension("keyUsage", keyUsage("03020284")), isRefused("document signer: key usage")}, // keyCertSign beside it
        {"LDS_H_63", inExtension("keyUsage", keyUsage("03020640")), isRefused("document signer: key usage")}, // nonRepudiation
        {"LDS_H_64", inExtension("keyUsage"), isRefused("document signer: key usage")},
        {"LDS_H_65", [](DocumentRecipe &recipe) { recipe.issuer = rsaPkcs1("MD5", KeyOwner::Issuer); },
         isRefused("document signer: signature algorithm")},
        {"LDS_H_66", inCertificate(&CertificateParts::signatureAlgorithm), isDamaged("SOD certificate signatureAlgorithm")},
        {"LDS_H_67", [](DocumentRecipe &recipe) { recipe.spoilCertificate = true; }, isRefused("document signer: chain")},
        {"LDS_H_68", [](DocumentRecipe &recipe) { recipe.certificate = [](CertificateParts &parts) { parts.signatureValue = QByteArray(); }; },
         isDamaged("SOD certificate signatureValue")},
    };
    static const QList<PassiveCase> all(std::begin(cases), std::end(cases));
    return all;
}

} // namespace

class Tr03105LdsHCertificate : public QObject
{
    Q_OBJECT

private slots:
    void row_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < certificateCases().size(); ++i)
            QTest::newRow(certificateCases().at(i).identifier) << i;
    }
    void row()
    {
        QFETCH(int, index);
        const PassiveCase &one = certificateCases().at(index);
        DocumentRecipe recipe;
        one.change(recipe);
        QCOMPARE(departure(makeDocument(recipe), one.expected), QString());
    }

    // Beyond the published rows: what else a certificate of the same country could be, and what harms nobody.
    void otherCertificates_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("extension");
        QTest::addColumn<QString>("stage");
        QTest::addColumn<QString>("note");
        const auto purpose = [](const char *dotted, bool critical) { return certificateExtension("2.5.29.37", critical, sequence(oid(dotted))); };
        const QString none;
        QTest::newRow("key usage not critical") << QByteArray("keyUsage") << keyUsage("03020780", false) << none
                                                << QStringLiteral("document signer: key usage is not critical");
        QTest::newRow("a master list's signer") << QByteArray("purpose") << purpose("2.23.136.1.1.3", false)
                                                << QStringLiteral("document signer: extended key usage") << none;
        QTest::newRow("a deviation list's signer") << QByteArray("purpose") << purpose("2.23.136.1.1.8", false)
                                                   << QStringLiteral("document signer: extended key usage") << none;
        QTest::newRow("a server of the country's") << QByteArray("purpose") << purpose("1.3.6.1.5.5.7.3.1", true)
                                                   << QStringLiteral("document signer: extended key usage") << none;
        QTest::newRow("a purpose that binds nobody")
            << QByteArray("purpose") << purpose("1.3.6.1.5.5.7.3.4", false) << none << QStringLiteral("document signer: extended key usage present");
        QTest::newRow("a certification authority") << QByteArray("basicConstraints")
                                                   << certificateExtension("2.5.29.19", true, QByteArray::fromHex("30030101FF"))
                                                   << QStringLiteral("document signer: key usage") << none;
        QTest::newRow("critical and not understood") << QByteArray("other") << certificateExtension("1.2.3.4.5", true, QByteArray::fromHex("0500"))
                                                     << QStringLiteral("document signer: extensions") << none;
        QTest::newRow("document types, critical") << QByteArray("other")
                                                  << certificateExtension("2.23.136.1.1.6.2", true, sequence(integer(0) + setOf(der(0x13, "P"))))
                                                  << none << QStringLiteral("document signer: document type extension is critical");
        QTest::newRow("usage period over before signing")
            << QByteArray("period") << certificateExtension("2.5.29.16", false, sequence(der(0x81, "20200101000000Z"))) << none
            << QStringLiteral("document signer: signing time outside the key's usage period");
    }
    void otherCertificates()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, extension);
        QFETCH(QString, stage);
        QFETCH(QString, note);
        DocumentRecipe recipe;
        inExtension(name.constData(), extension)(recipe);
        const QByteArray wanted = (stage.isEmpty() ? note : stage).toLatin1();
        QCOMPARE(departure(makeDocument(recipe), stage.isEmpty() ? passes(wanted.constData()) : isRefused(wanted.constData())), QString());
    }

    void namesWrittenAnotherWay()
    {
        DocumentRecipe recipe;
        withIssuerName(distinguishedName("ut", "Country Signing CA"))(recipe);
        QCOMPARE(departure(makeDocument(recipe), passes("document signer: issuer's country is written another way")), QString());
        withIssuerName(distinguishedName("UTO", "Country Signing CA"))(recipe);
        QCOMPARE(departure(makeDocument(recipe), isRefused("document signer: issuer")), QString());
        inCertificate(&CertificateParts::subject, distinguishedName("XX", "Document Signer 1"))(recipe = DocumentRecipe());
        QCOMPARE(departure(makeDocument(recipe), passes("document signer: subject of another country than its issuer, or of none")), QString());
    }
};

DD_TEST(Tr03105LdsHCertificate)

} // namespace dd::test::pki

#include "tr03105_lds_h_certificate.moc"
