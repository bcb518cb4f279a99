// PACE, the terminal's side (ICAO 9303-11 §4.4): ECDH with generic mapping, AES-CBC with CMAC, CAN or MRZ.
#pragma once

#include "core/base/random.h"
#include "nfc/access_key.h"
#include "nfc/lds/security_infos.h"
#include "nfc/secure_messaging/card_link.h"
#include "nfc/secure_messaging/ec_domain.h"
#include "nfc/secure_messaging/key_derivation.h"

namespace dd::nfc {

// One protocol this terminal can run.
struct PaceProfile
{
    PaceInfo info;
    AesKeySize keySize = AesKeySize::Aes128;
    EcDomain domain;
    [[nodiscard]] QString description() const; // "PACE-ECDH-GM-AES-128, brainpoolP256r1"
};

// The first PACEInfo this terminal can run; UnsupportedProtocol when there is none.
[[nodiscard]] Result<PaceProfile> choosePaceProfile(const SecurityInfos &cardAccess);

// Runs the protocol and starts secure messaging on the link. A refused password is WrongAccessKey with the tries the
// chip named; loss of the card is CardLost at every step; anything the chip should not have said (its key equal to
// ours, a point off the curve, a wrong token) is SecureMessagingBroken.
[[nodiscard]] Result<void> runPace(CardLink &link, const PaceProfile &profile, const AccessKey &access, Random &random);

} // namespace dd::nfc
