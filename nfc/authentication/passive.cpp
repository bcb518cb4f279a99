#include "nfc/authentication/passive.h"

#include "core/base/secret.h"
#include "nfc/authentication/certificate.h"
#include "nfc/lds/security_object.h"

#include <ctime>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

namespace dd::nfc {
namespace {

constexpr int ldsSecurityObjectVersions = 1; // 0 and 1 are defined
const QLatin1String issuerStage("document signer: "); // stages about the chain begin with it
const char *const idLdsSecurityObject = "2.23.136.1.1.1";

using Object = std::unique_ptr<ASN1_OBJECT, ossl::Deleter<ASN1_OBJECT_free>>;

std::unexpected<Error> refusedPassive(const QString &stage, const QString &detail = {})
{
    return fail(ErrorCode::PassiveAuthenticationFailed, stage, detail.isEmpty() ? lastOpensslReason() : detail);
}

const EVP_MD *knownDigest(int nid)
{
    switch (nid) { // the digests of 9303-12 §4.4.2; anything else, MD5 above all, is not a travel document's
    case NID_sha1: return EVP_sha1();
    case NID_sha224: return EVP_sha224();
    case NID_sha256: return EVP_sha256();
    case NID_sha384: return EVP_sha384();
    case NID_sha512: return EVP_sha512();
    default: return nullptr;
    }
}

int identifierOf(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *identifier = nullptr;
    X509_ALGOR_get0(&identifier, nullptr, nullptr, algorithm);
    return OBJ_obj2nid(identifier);
}

const EVP_MD *digestByIdentifier(const QByteArray &identifier)
{
    const QByteArray der = QByteArray(1, '\x06') + static_cast<char>(identifier.size()) + identifier;
    const unsigned char *at = ossl::bytesOf(der);
    const Object object(d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(der.size())));
    const int nid = object ? OBJ_obj2nid(object.get()) : NID_undef;
    return knownDigest(nid);
}

QString digestName(const EVP_MD *digest)
{
    switch (EVP_MD_get_type(digest)) {
    case NID_sha1: return QStringLiteral("SHA-1");
    case NID_sha224: return QStringLiteral("SHA-224");
    case NID_sha256: return QStringLiteral("SHA-256");
    case NID_sha384: return QStringLiteral("SHA-384");
    default: return QStringLiteral("SHA-512");
    }
}

struct SignedObject
{
    LdsSecurityObject object;
    ossl::Certificate signer;
    QString signature;
};

// The CMS signature (RFC 5652 §5.4, 9303-11 §5.1): content type, message digest attribute, signature by the
// certificate inside the SOD. Whom that certificate belongs to is asked later.
Result<SignedObject> verifySignedData(QByteArrayView sod)
{
    const Result<QByteArrayView> contents = sodContents(sod);
    if (!contents)
        return fail(contents.error());
    ERR_clear_error();
    const unsigned char *at = ossl::bytesOf(*contents);
    const unsigned char *end = at + contents->size();
    const ossl::Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(contents->size())));
    if (!cms || at != end || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed)
        return fail(ErrorCode::DamagedFile, QStringLiteral("SOD"), QStringLiteral("not a CMS SignedData"));
    char type[64] = {};
    if (OBJ_obj2txt(type, sizeof type, CMS_get0_eContentType(cms.get()), 1) <= 0 || QByteArrayView(type) != QByteArrayView(idLdsSecurityObject))
        return refusedPassive(QStringLiteral("SOD content type"), QStringLiteral("not an LDS security object"));

    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms.get());
    if (signers == nullptr || sk_CMS_SignerInfo_num(signers) != 1) // 9303-10 table 37: one signer
        return refusedPassive(QStringLiteral("SOD signature"), QStringLiteral("not exactly one signer"));
    CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(signers, 0);
    ossl::Certificate certificate;
    STACK_OF(X509) *certificates = CMS_get1_certs(cms.get());
    for (int i = 0; i < sk_X509_num(certificates); ++i) {
        X509 *candidate = sk_X509_value(certificates, i);
        if (!certificate && CMS_SignerInfo_cert_cmp(signer, candidate) == 0 && X509_up_ref(candidate) == 1)
            certificate.reset(candidate);
    }
    sk_X509_pop_free(certificates, X509_free);
    if (!certificate)
        return refusedPassive(QStringLiteral("SOD signature"), QStringLiteral("the signer's certificate is not in the SOD"));

    // Signed attributes must be there: without them the signature would cover bare content and could be confused.
    if (CMS_signed_get_attr_count(signer) <= 0)
        return refusedPassive(QStringLiteral("SOD signature"), QStringLiteral("no signed attributes"));
    // The label outside is not signed, its copy among the attributes is (RFC 5652 §11.1): they must say the same, or a
    // signature over some other kind of content would pass for one over a list of hashes.
    const auto *signedType =
        static_cast<const ASN1_OBJECT *>(CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT));
    if (signedType == nullptr || OBJ_cmp(signedType, CMS_get0_eContentType(cms.get())) != 0)
        return refusedPassive(QStringLiteral("SOD content type"), QStringLiteral("differs from the signed attribute"));
    X509_ALGOR *digestAlgorithm = nullptr;
    X509_ALGOR *signatureAlgorithm = nullptr;
    CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digestAlgorithm, &signatureAlgorithm);
    if (knownDigest(identifierOf(digestAlgorithm)) == nullptr)
        return refusedPassive(QStringLiteral("SOD signature"), QStringLiteral("digest algorithm"));
    CMS_SignerInfo_set1_signer_cert(signer, certificate.get());
    const std::unique_ptr<BIO, ossl::Deleter<BIO_free_all>> content(BIO_new(BIO_s_mem()));
    // Checks the signature over the signed attributes and that their message digest is that of the content.
    if (!content || CMS_verify(cms.get(), nullptr, nullptr, nullptr, content.get(), CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) != 1)
        return refusedPassive(QStringLiteral("SOD signature"));
    char *verified = nullptr;
    const long verifiedSize = BIO_get_mem_data(content.get(), &verified);
    Result<LdsSecurityObject> object = parseLdsSecurityObject({verified, static_cast<qsizetype>(verifiedSize)});
    if (!object)
        return fail(object.error());
    if (object->version > ldsSecurityObjectVersions)
        return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("SOD"), QStringLiteral("version %1").arg(object->version));

    const auto shortName = [](const X509_ALGOR *algorithm) { return QLatin1String(OBJ_nid2sn(identifierOf(algorithm))); };
    EVP_PKEY *key = X509_get0_pubkey(certificate.get());
    QString signature = QStringLiteral("%1, %2, %3").arg(shortName(signatureAlgorithm), shortName(digestAlgorithm), keyDescription(key));
    return SignedObject{std::move(*object), std::move(certificate), std::move(signature)};
}

// Every data group that was read must be listed and match; the hash is of the bytes as read.
Result<QList<int>> compareHashes(const QMap<FileId, QByteArray> &files, const LdsSecurityObject &object, const EVP_MD *digest)
{
    QList<int> covered;
    for (auto file = files.begin(); file != files.end(); ++file) {
        const int group = dataGroupNumber(file.key());
        if (group == 0)
            continue;
        const QString stage = name(file.key()) + QStringLiteral(" hash");
        const auto listed = object.groupHashes.constFind(group);
        if (listed == object.groupHashes.constEnd())
            return refusedPassive(stage, QStringLiteral("not covered by the SOD"));
        QByteArray hash(EVP_MD_get_size(digest), '\0');
        if (EVP_Digest(file->constData(), static_cast<std::size_t>(file->size()), reinterpret_cast<unsigned char *>(hash.data()), nullptr, digest,
                       nullptr) != 1)
            return fail(ErrorCode::CryptoFailed, stage);
        if (!constantTimeEqual(hash, *listed))
            return refusedPassive(stage, QStringLiteral("differs"));
        covered.append(group);
    }
    return covered;
}

bool isValidAt(const X509 *certificate, qint64 now)
{
    auto moment = static_cast<std::time_t>(now);
    return X509_cmp_time(X509_get0_notBefore(certificate), &moment) < 0 && X509_cmp_time(X509_get0_notAfter(certificate), &moment) > 0;
}

enum class Fit { NotTheIssuer, WrongSignature, Signed };

// Names and key identifiers first, then the signature. The library's path builder is left out on
// purpose: it refuses the explicit EC parameters that 9303-12 §4.4 prescribes.
Fit fits(X509 *signer, X509 *anchor)
{
    const ASN1_OCTET_STRING *wanted = X509_get0_authority_key_id(signer);
    const ASN1_OCTET_STRING *offered = X509_get0_subject_key_id(anchor);
    if (X509_NAME_cmp(X509_get_issuer_name(signer), X509_get_subject_name(anchor)) != 0)
        return Fit::NotTheIssuer;
    if (wanted != nullptr && offered != nullptr && ASN1_OCTET_STRING_cmp(wanted, offered) != 0)
        return Fit::NotTheIssuer;
    const bool verified = X509_verify(signer, X509_get0_pubkey(anchor)) == 1;
    ERR_clear_error();
    return verified ? Fit::Signed : Fit::WrongSignature;
}

bool maySignDocuments(X509 *signer)
{
    const quint32 usage = X509_get_key_usage(signer); // all ones when the extension is absent
    return (usage & KU_DIGITAL_SIGNATURE) != 0 && (X509_get_extension_flags(signer) & EXFLAG_CA) == 0;
}

bool isSignedOverKnownDigest(X509 *signer)
{
    int digest = NID_undef;
    return X509_get_signature_info(signer, &digest, nullptr, nullptr, nullptr) == 1 && knownDigest(digest) != nullptr;
}

bool mayIssue(X509 *anchor)
{
    return (X509_get_key_usage(anchor) & KU_KEY_CERT_SIGN) != 0;
}

Result<const CscaAnchor *> findIssuer(X509 *signer, const CscaStore &anchors, qint64 now)
{
    bool forged = false;
    bool outdated = false;
    for (const CscaAnchor &anchor : anchors.anchors()) {
        const ossl::Certificate certificate = certificateFromDer(anchor.der);
        const Fit fit = certificate ? fits(signer, certificate.get()) : Fit::NotTheIssuer;
        forged = forged || fit == Fit::WrongSignature;
        if (fit != Fit::Signed || !mayIssue(certificate.get()))
            continue;
        if (isValidAt(certificate.get(), now))
            return &anchor;
        outdated = true;
    }
    if (outdated)
        return refusedPassive(issuerStage + QStringLiteral("CSCA validity"), QStringLiteral("outside its period"));
    if (forged)
        return refusedPassive(issuerStage + QStringLiteral("chain"), QStringLiteral("not signed by the CSCA it names"));
    return nullptr;
}

} // namespace

Result<PassiveResult> passiveAuthentication(const QMap<FileId, QByteArray> &files, const CscaStore &anchors, qint64 now)
{
    if (!files.contains(FileId::Sod))
        return fail(ErrorCode::DamagedFile, QStringLiteral("SOD"), QStringLiteral("missing"));
    const Result<SignedObject> verified = verifySignedData(files.value(FileId::Sod));
    if (!verified)
        return fail(verified.error());
    const EVP_MD *digest = digestByIdentifier(verified->object.digestAlgorithm);
    if (digest == nullptr)
        return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("SOD"), QStringLiteral("digest algorithm"));
    Result<QList<int>> covered = compareHashes(files, verified->object, digest);
    if (!covered)
        return fail(covered.error());

    PassiveResult result;
    result.digest = digestName(digest);
    result.signature = verified->signature;
    result.coveredGroups = std::move(*covered);
    result.listedGroups = verified->object.groupHashes.keys();
    const Result<const CscaAnchor *> anchor = findIssuer(verified->signer.get(), anchors, now);
    if (!anchor)
        return fail(anchor.error());
    if (*anchor == nullptr)
        return result;
    if (!isSignedOverKnownDigest(verified->signer.get()))
        return refusedPassive(issuerStage + QStringLiteral("signature algorithm"), QStringLiteral("digest algorithm"));
    if (!maySignDocuments(verified->signer.get()))
        return refusedPassive(issuerStage + QStringLiteral("key usage"), QStringLiteral("may not sign documents"));
    if (!isValidAt(verified->signer.get(), now))
        return refusedPassive(issuerStage + QStringLiteral("validity"), QStringLiteral("outside its period"));
    result.issuerKnown = true;
    result.demo = (*anchor)->demo;
    result.anchorName = (*anchor)->subject;
    result.anchorInstalledBy = (*anchor)->installedBy;
    return result;
}

bool isIssuerFailure(const Error &error)
{
    return error.code == ErrorCode::PassiveAuthenticationFailed && error.stage.startsWith(issuerStage);
}

} // namespace dd::nfc
