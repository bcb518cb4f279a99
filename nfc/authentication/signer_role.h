// What a signer's certificate allows it to sign (ICAO 9303-12 table 6; for .cpp files of this folder).
#pragma once

#include "nfc/authentication/certificate_path.h"

namespace dd::nfc {

[[nodiscard]] QString stagePrefix(SignerRole role);               // "document signer: "
[[nodiscard]] bool hasUnknownCriticalExtension(X509 *certificate); // RFC 5280 §4.2: such a certificate is rejected
[[nodiscard]] QString roleProblem(X509 *signer, SignerRole role); // empty when it may

} // namespace dd::nfc
