// Basic access control, the terminal's side (ICAO 9303-11 §4.3): three passes with 3DES and keys from the MRZ.
#pragma once

#include "core/base/random.h"
#include "nfc/secure_messaging/card_link.h"

namespace dd::nfc {

// Runs the protocol and starts secure messaging on the link. The LDS1 application has been selected before (§4.2 step 4), and no
// session is open. `mrzInformation` is that of §9.7.2: number, birth and expiry, each with its check digit.
// A refused MRZ is WrongAccessKey, with the tries the chip named; loss of the card is CardLost at every step; an answer whose MAC
// or nonces are wrong is SecureMessagingBroken; a chip that does not know the commands is UnsupportedProtocol.
[[nodiscard]] Result<void> runBac(CardLink &link, QByteArrayView mrzInformation, Random &random);

} // namespace dd::nfc
