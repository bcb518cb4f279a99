// From a signer's certificate to the country that stands behind it: SOD and EF.CardSecurity alike (for .cpp files of this
// folder).
#pragma once

#include "nfc/authentication/certificate_path.h"
#include "nfc/authentication/document_signer.h"
#include "nfc/authentication/signed_data.h"

#include <optional>

namespace dd::nfc {

struct SignerStanding
{
    DocumentSigner signer;
    std::optional<TrustedPath> issuer; // none: no installed anchor is the signer's issuer
};

// The signer's certificate against the document signer profile, the anchors and `now` (seconds UTC). Failures carry
// documentSignerStage.
[[nodiscard]] Result<SignerStanding> judgeSigner(const SignedData &message, const CscaStore &anchors, qint64 now, const DocumentInQuestion &document = {});

} // namespace dd::nfc
