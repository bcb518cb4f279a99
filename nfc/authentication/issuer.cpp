#include "nfc/authentication/issuer.h"

#include "nfc/authentication/certificate.h"
#include "nfc/authentication/signature_algorithm.h"

#include <ctime>
#include <openssl/x509v3.h>

namespace dd::nfc {
namespace {

bool namesAsIssuer(X509 *signer, X509 *anchor)
{
    const ASN1_OCTET_STRING *wanted = X509_get0_authority_key_id(signer);
    const ASN1_OCTET_STRING *offered = X509_get0_subject_key_id(anchor);
    if (X509_NAME_cmp(X509_get_issuer_name(signer), X509_get_subject_name(anchor)) != 0)
        return false;
    return wanted == nullptr || offered == nullptr || ASN1_OCTET_STRING_cmp(wanted, offered) == 0;
}

bool mayIssue(X509 *anchor)
{
    return (X509_get_key_usage(anchor) & KU_KEY_CERT_SIGN) != 0;
}

bool isAnchorValid(const X509 *anchor, qint64 now)
{
    auto moment = static_cast<std::time_t>(now);
    return X509_cmp_time(X509_get0_notBefore(anchor), &moment) < 0 && X509_cmp_time(X509_get0_notAfter(anchor), &moment) > 0;
}

// Names and key identifiers first, then the signature over the bytes as they stand. The library's path builder is left out on
// purpose: it refuses the explicit EC parameters that 9303-12 §4.1.6 prescribes.
Result<std::optional<KnownIssuer>> findIssuer(const SignedData &message, const CscaStore &anchors, qint64 now)
{
    std::optional<Error> refusal;
    for (const CscaAnchor &anchor : anchors.anchors()) {
        const ossl::Certificate certificate = certificateFromDer(anchor.der);
        if (!certificate || !namesAsIssuer(message.signer.get(), certificate.get()) || !mayIssue(certificate.get()))
            continue;
        const QString stage = documentSignerStage + QStringLiteral("chain");
        const Result<void> verified = verifyIssuerSignature(message.signerDer, X509_get0_pubkey(certificate.get()), stage);
        if (verified && isAnchorValid(certificate.get(), now))
            return KnownIssuer{anchor.demo, anchor.subject, anchor.installedBy};
        if (verified)
            refusal = Error{ErrorCode::PassiveAuthenticationFailed,
                            documentSignerStage + QStringLiteral("CSCA validity"),
                            QStringLiteral("outside its period"),
                            {}};
        else if (!refusal)
            refusal = verified.error();
    }
    if (refusal)
        return fail(*refusal);
    return std::nullopt;
}

} // namespace

Result<SignerStanding> judgeSigner(const SignedData &message, const CscaStore &anchors, qint64 now)
{
    Result<DocumentSigner> signer = checkDocumentSigner(message.signer.get(), message.signerDer);
    if (!signer)
        return fail(signer.error());
    if (message.signingTime)
        signer->notes += signingTimeNotes(message.signer.get(), *message.signingTime);
    Result<std::optional<KnownIssuer>> issuer = findIssuer(message, anchors, now);
    if (!issuer)
        return fail(issuer.error());
    if (*issuer) {
        if (const Result<void> valid = checkSignerValidity(message.signer.get(), now); !valid)
            return fail(valid.error());
    }
    return SignerStanding{std::move(*signer), std::move(*issuer)};
}

} // namespace dd::nfc
