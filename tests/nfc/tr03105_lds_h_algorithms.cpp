// BSI TR-03105-5.1, LDS_H: the signature algorithms a SOD may use, and the signer's certificate outside it.
#include "tests/nfc/der.h"
#include "tests/nfc/tr03105_passive.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;

namespace dd::test::pki {

namespace {

using MakeMethod = SigningMethod (*)(const QByteArray &digest, KeyOwner owner);

// SOD and certificate by the same algorithm, data groups hashed with the same digest.
std::function<void(DocumentRecipe &)> signedBy(MakeMethod make, const char *digest)
{
    return [make, digest](DocumentRecipe &recipe) {
        recipe.signer = make(digest, KeyOwner::Signer);
        recipe.issuer = make(digest, KeyOwner::Issuer);
        recipe.groupDigest = digest;
    };
}

std::function<void(DocumentRecipe &)> signedBy(SigningMethod (*make)(const QByteArray &, const QByteArray &, KeyOwner), const char *curve,
                                               const char *digest)
{
    return [make, curve, digest](DocumentRecipe &recipe) {
        recipe.signer = make(curve, digest, KeyOwner::Signer);
        recipe.issuer = make(curve, digest, KeyOwner::Issuer);
        recipe.groupDigest = digest;
    };
}

// rsaEncryption names no digest, so a certificate cannot be signed by it: only the SOD is.
std::function<void(DocumentRecipe &)> signedByKeyAlgorithm(const char *digest)
{
    return [digest](DocumentRecipe &recipe) {
        recipe.signer = rsaByKeyAlgorithm(digest, KeyOwner::Signer);
        recipe.issuer = rsaPkcs1(digest, KeyOwner::Issuer);
        recipe.groupDigest = digest;
    };
}

std::function<void(DocumentRecipe &)> signedApart(SigningMethod sod, SigningMethod certificate)
{
    return [sod = std::move(sod), certificate = std::move(certificate)](DocumentRecipe &recipe) {
        recipe.signer = sod;
        recipe.issuer = certificate;
    };
}

std::function<void(DocumentRecipe &)> withoutCertificate(std::function<void(DocumentRecipe &)> change)
{
    return [change = std::move(change)](DocumentRecipe &recipe) {
        change(recipe);
        recipe.embedSigner = false;
    };
}

constexpr auto noteSha1 = "SOD: hashes by SHA-1";
constexpr auto noteNotEmbedded = "SOD: does not carry its signer's certificate";

const QList<PassiveCase> &algorithmCases()
{
    static const QList<PassiveCase> cases{
        {"LDS_H_01", signedBy(rsaPkcs1, "SHA1"), passes(noteSha1)},
        {"LDS_H_02", signedBy(rsaPss, "SHA1"), passes(noteSha1)},
        {"LDS_H_03", signedBy(rsaPss, "SHA256"), passes()},
        {"LDS_H_04", signedBy(rsaPkcs1, "SHA224"), passes()},
        {"LDS_H_05", signedBy(rsaPkcs1, "SHA256"), passes()},
        {"LDS_H_06", signedBy(rsaPkcs1, "SHA384"), passes()},
        {"LDS_H_07", signedBy(rsaPkcs1, "SHA512"), passes()},
        {"LDS_H_08", signedBy(dsa, "SHA1"), passes(noteSha1)},
        {"LDS_H_09", signedBy(ecdsa, "brainpoolP160r1", "SHA1"), passes(noteSha1)},
        {"LDS_H_10", signedBy(ecdsaPlain, "brainpoolP192r1", "SHA1"), passes(noteSha1)},
        {"LDS_H_11", signedBy(ecdsaPlain, "brainpoolP224r1", "SHA224"), passes()},
        {"LDS_H_12", signedBy(ecdsaPlain, "brainpoolP256r1", "SHA256"), passes()},
        {"LDS_H_13", signedBy(ecdsaPlain, "brainpoolP384r1", "SHA384"), passes()},
        {"LDS_H_14", signedBy(ecdsaPlain, "brainpoolP512r1", "SHA512"), passes()},
        {"LDS_H_15", withoutCertificate(signedBy(rsaPkcs1, "SHA256")), passes(noteNotEmbedded)},
        {"LDS_H_16", withoutCertificate(signedBy(ecdsaPlain, "brainpoolP224r1", "SHA224")), passes(noteNotEmbedded)},
        {"LDS_H_70", signedBy(ecdsa, "secp224r1", "SHA224"), passes()},
        {"LDS_H_71", signedBy(ecdsa, "prime256v1", "SHA256"), passes()},
        {"LDS_H_72", signedBy(ecdsa, "secp384r1", "SHA384"), passes()},
        {"LDS_H_73", signedBy(ecdsa, "secp521r1", "SHA512"), passes()},
        {"LDS_H_75", signedApart(rsaPkcs1("SHA256", KeyOwner::Signer), ecdsa("brainpoolP256r1", "SHA256", KeyOwner::Issuer)), passes()},
        {"LDS_H_76", signedApart(ecdsa("brainpoolP256r1", "SHA256", KeyOwner::Signer), rsaPkcs1("SHA256", KeyOwner::Issuer)), passes()},
        {"LDS_H_77", signedApart(rsaPkcs1("SHA256", KeyOwner::Signer), rsaPss("SHA512", KeyOwner::Issuer)), passes()},
        {"LDS_H_78", signedApart(ecdsaPlain("brainpoolP224r1", "SHA224", KeyOwner::Signer), dsa("SHA256", KeyOwner::Issuer)), passes()},
        {"LDS_H_79", signedByKeyAlgorithm("SHA1"), passes(noteSha1)},
        {"LDS_H_80", signedByKeyAlgorithm("SHA224"), passes()},
        {"LDS_H_81", signedByKeyAlgorithm("SHA256"), passes()},
        {"LDS_H_82", signedByKeyAlgorithm("SHA384"), passes()},
        {"LDS_H_83", signedByKeyAlgorithm("SHA512"), passes()},
        {"LDS_H_94", signedBy(rsaPss, "SHA224"), passes()},
        {"LDS_H_95", signedBy(rsaPss, "SHA384"), passes()},
        {"LDS_H_96", signedBy(rsaPss, "SHA512"), passes()},
        {"LDS_H_97", signedBy(dsa, "SHA224"), passes()},
        {"LDS_H_98", signedBy(dsa, "SHA256"), passes()},
    };
    return cases;
}

} // namespace

class Tr03105LdsHAlgorithms : public QObject
{
    Q_OBJECT

private slots:
    void row_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < algorithmCases().size(); ++i)
            QTest::newRow(algorithmCases().at(i).identifier) << i;
    }
    // Each must pass, and the same document must fail once a bit of its signature, or of its signer's certificate, is another.
    void row()
    {
        QFETCH(int, index);
        const PassiveCase &one = algorithmCases().at(index);
        DocumentRecipe recipe;
        one.change(recipe);
        SignedDocument document = makeDocument(recipe);
        if (!recipe.embedSigner) {
            QCOMPARE(nfc::passiveAuthentication(document.files, document.anchors, inspectedAt).error().code, ErrorCode::UnknownIssuer);
            QVERIFY(document.anchors.addDocumentSigner(document.signerCertificate, false));
        }
        QCOMPARE(departure(document, one.expected), QString());

        recipe.spoilSignature = true;
        document.files[nfc::FileId::Sod] = makeDocument(recipe).files.value(nfc::FileId::Sod);
        QCOMPARE(departure(document, isRefused("SOD signature")), QString());
        recipe.spoilSignature = false;
        recipe.spoilCertificate = true;
        SignedDocument uncertified = makeDocument(recipe);
        if (!recipe.embedSigner)
            QVERIFY(uncertified.anchors.addDocumentSigner(uncertified.signerCertificate, false));
        QCOMPARE(departure(uncertified, isRefused("document signer: chain")), QString());
    }

    // Met in the field: the message digest by one algorithm, the signature by another.
    void signatureWithAnotherDigestThanTheMessage()
    {
        DocumentRecipe recipe;
        recipe.signer = rsaPkcs1("SHA256", KeyOwner::Signer);
        recipe.messageDigest = "SHA512";
        QCOMPARE(departure(makeDocument(recipe), passes()), QString());
    }

    // PSS parameters say SHA-256, the signature is by SHA-512; and the other way round.
    void pssByAnotherDigestThanItSays()
    {
        DocumentRecipe recipe;
        recipe.signer = rsaPss("SHA512", KeyOwner::Signer);
        recipe.signer.algorithm = rsaPss("SHA256", KeyOwner::Signer).algorithm;
        QCOMPARE(departure(makeDocument(recipe), isRefused("SOD signature")), QString());
        recipe.signer = rsaPss("SHA256", KeyOwner::Signer);
        recipe.signer.algorithm = rsaPss("SHA512", KeyOwner::Signer).algorithm;
        QCOMPARE(departure(makeDocument(recipe), isRefused("SOD signature")), QString());
    }

    // A stranger's certificate among the operator's does not make the document known.
    void installedSignerWithoutItsCountry()
    {
        DocumentRecipe recipe;
        recipe.embedSigner = false;
        SignedDocument document = makeDocument(recipe);
        nfc::CscaStore store;
        QVERIFY(store.addDocumentSigner(document.signerCertificate, false));
        document.anchors = store;
        QCOMPARE(departure(document, hasUnknownIssuer(noteNotEmbedded)), QString());
    }

    void signerGivenForOneDocument()
    {
        DocumentRecipe recipe;
        recipe.embedSigner = false;
        const SignedDocument document = makeDocument(recipe);
        const Result<nfc::PassiveResult> result =
            nfc::passiveAuthentication(document.files, document.anchors, inspectedAt, {{"no certificate", document.signerCertificate}});
        QVERIFY(result);
        QVERIFY(result->issuerKnown);
        QCOMPARE(result->signerDer, document.signerCertificate);
    }
};

DD_TEST(Tr03105LdsHAlgorithms)

} // namespace dd::test::pki

#include "tr03105_lds_h_algorithms.moc"
