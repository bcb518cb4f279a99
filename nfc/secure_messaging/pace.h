// PACE, the terminal's side (ICAO 9303-11 §4.4): generic, integrated and chip authentication mapping over ECDH and DH, CAN or MRZ.
#pragma once

#include "core/base/random.h"
#include "nfc/access_key.h"
#include "nfc/lds/security_infos.h"
#include "nfc/secure_messaging/card_link.h"
#include "nfc/secure_messaging/pace_protocol.h"

namespace dd::nfc {

// Where a chip that knows nothing of PACE says so: one that answered this knows it, whatever it refuses later.
inline constexpr QLatin1String paceTemplateStage("PACE MSE:Set AT");

// One protocol this terminal can run.
struct PaceProfile
{
    PaceInfo info;
    PaceProtocol protocol;
    AgreementDomain domain;
    bool domainAmbiguous = false; // the card offers several sets of domain parameters
    [[nodiscard]] QString description() const; // "PACE-ECDH-GM-AES-128, brainpoolP256r1"
};

// What EF.CardAccess offers and this terminal can run, the strongest first: the longer key, then chip authentication mapping
// (it saves a protocol), elliptic curves, the larger group, the card's own order. UnsupportedProtocol when there is nothing.
[[nodiscard]] Result<QList<PaceProfile>> paceProfiles(const SecurityInfos &cardAccess);

// Left over by chip authentication mapping: proof that the chip knows its static key, to be checked against the public key in
// EF.CardSecurity once that file is read (§4.4.3.5.2).
struct ChipMappingProof
{
    AgreementDomain domain;        // standardized, before the mapping
    QByteArray mappingKey;         // PK_Map,IC
    QByteArray authenticationData; // CA_IC, as long as the group's order
};

// Runs the protocol and starts secure messaging on the link. A refused password is WrongAccessKey with the tries the
// chip named; loss of the card is CardLost at every step; anything the chip should not have said (its key equal to
// ours, a point off the curve, a wrong token) is SecureMessagingBroken. The proof is there after chip authentication mapping only.
[[nodiscard]] Result<std::optional<ChipMappingProof>> runPace(CardLink &link, const PaceProfile &profile, const AccessKey &access, Random &random);

// ChipAuthenticationFailed unless the proof belongs to this static public key.
[[nodiscard]] Result<void> verifyChipMapping(const ChipMappingProof &proof, const AgreementKey &chipKey);
// The same for the key that EF.CardSecurity (or DG14) states for the mapping: its number is that of the domain parameters (§9.2.1),
// or it has none. ChipAuthenticationFailed, too, when there is no such key.
[[nodiscard]] Result<void> verifyChipMapping(const ChipMappingProof &proof, const SecurityInfos &signedInfos);

} // namespace dd::nfc
