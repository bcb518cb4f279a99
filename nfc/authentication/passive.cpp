#include "nfc/authentication/passive.h"

#include "core/base/secret.h"
#include "nfc/authentication/certificate.h"
#include "nfc/authentication/signature_algorithm.h"
#include "nfc/authentication/signed_data.h"
#include "nfc/lds/security_object.h"

#include <ctime>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

namespace dd::nfc {
namespace {

constexpr int ldsSecurityObjectVersions = 1; // 0 and 1 are defined
const QLatin1String issuerStage("document signer: "); // stages about the chain begin with it
const QByteArray idLdsSecurityObject = QByteArray::fromHex("678108010101"); // 2.23.136.1.1.1

std::unexpected<Error> refusedPassive(const QString &stage, const QString &detail = {})
{
    return fail(ErrorCode::PassiveAuthenticationFailed, stage, detail.isEmpty() ? lastOpensslReason() : detail);
}

struct SignedObject
{
    LdsSecurityObject object;
    SignedData message;
};

// The CMS signature (RFC 5652 §5.4, 9303-11 §5.1) by the certificate inside the SOD; whom that belongs to is asked later.
Result<SignedObject> verifySod(QByteArrayView sod)
{
    const Result<QByteArrayView> contents = sodContents(sod);
    if (!contents)
        return fail(contents.error());
    Result<SignedData> message = verifySignedData(*contents, {QStringLiteral("SOD"), idLdsSecurityObject, {}});
    if (!message)
        return fail(message.error());
    Result<LdsSecurityObject> object = parseLdsSecurityObject(message->content);
    if (!object)
        return fail(object.error());
    if (object->version > ldsSecurityObjectVersions)
        return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("SOD"), QStringLiteral("version %1").arg(object->version));
    return SignedObject{std::move(*object), std::move(*message)};
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
        const Result<QByteArray> hash = digestOf(digest, *file, stage);
        if (!hash)
            return fail(hash.error());
        if (!constantTimeEqual(*hash, *listed))
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
    return X509_get_signature_info(signer, &digest, nullptr, nullptr, nullptr) == 1
        && (digest == NID_sha1 || digest == NID_sha224 || digest == NID_sha256 || digest == NID_sha384 || digest == NID_sha512);
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
    const Result<SignedObject> verified = verifySod(files.value(FileId::Sod));
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
    result.signature = verified->message.signature;
    result.coveredGroups = std::move(*covered);
    result.listedGroups = verified->object.groupHashes.keys();
    const Result<const CscaAnchor *> anchor = findIssuer(verified->message.signer.get(), anchors, now);
    if (!anchor)
        return fail(anchor.error());
    if (*anchor == nullptr)
        return result;
    if (!isSignedOverKnownDigest(verified->message.signer.get()))
        return refusedPassive(issuerStage + QStringLiteral("signature algorithm"), QStringLiteral("digest algorithm"));
    if (!maySignDocuments(verified->message.signer.get()))
        return refusedPassive(issuerStage + QStringLiteral("key usage"), QStringLiteral("may not sign documents"));
    if (!isValidAt(verified->message.signer.get(), now))
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
