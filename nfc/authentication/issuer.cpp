#include "nfc/authentication/issuer.h"

namespace dd::nfc {

Result<SignerStanding> judgeSigner(const SignedData &message, const CscaStore &anchors, qint64 now, const DocumentInQuestion &document)
{
    Result<DocumentSigner> signer = checkDocumentSigner(message.signer.get(), message.signerDer);
    if (!signer)
        return fail(signer.error());
    if (message.signingTime)
        signer->notes += signingTimeNotes(message.signer.get(), *message.signingTime);
    Result<std::optional<TrustedPath>> issuer = findPath(message.signer.get(), anchors, now, SignerRole::Documents, document);
    if (!issuer)
        return fail(issuer.error());
    if (*issuer) {
        if (const Result<void> valid = checkSignerValidity(message.signer.get(), now); !valid)
            return fail(valid.error());
    }
    return SignerStanding{std::move(*signer), std::move(*issuer)};
}

} // namespace dd::nfc
