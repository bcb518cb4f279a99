// Chip authentication, the terminal's side (ICAO 9303-11 §6.2): the chip proves that it holds the private key whose public half
// its issuer signed in DG14, by being able to speak under keys derived from it.
#pragma once

#include "core/base/random.h"
#include "nfc/lds/security_infos.h"
#include "nfc/secure_messaging/agreement_domain.h"
#include "nfc/secure_messaging/card_link.h"

#include <optional>

namespace dd::nfc {

struct ChipAuthenticationProfile
{
    QByteArray protocol; // object identifier, content bytes
    CipherSuite suite = CipherSuite::Aes128;
    AgreementDomain domain;
    QByteArray chipPublicKey;
    std::optional<QByteArray> keyId; // unsigned, without leading zeros: what names the key to the chip
    bool derived = false;            // DG14 names no protocol; this is the one such chips speak
    [[nodiscard]] QString description() const; // "CA-ECDH-AES-128, brainpoolP256r1"
};

// Every pair of ChipAuthenticationInfo and key that this terminal can run, the strongest first: the longer key, elliptic curves,
// the larger group, the chip's own order. Where DG14 (or EF.CardSecurity) holds a key and no protocol for its kind, it is 3DES,
// the only one there was when chips did so. UnsupportedProtocol when there is nothing; DamagedFile when what is there is a
// bad key or contradicts itself.
[[nodiscard]] Result<QList<ChipAuthenticationProfile>> chipAuthenticationProfiles(const SecurityInfos &signedInfos);

// What the chip is told: MSE:Set KAT where `generalAuthenticate` is empty, else MSE:Set AT and then GENERAL AUTHENTICATE.
struct ChipAuthenticationRequest
{
    QByteArray mse;
    QByteArray generalAuthenticate; // 7C template with the terminal's public key
};
enum class ChipAuthenticationCommands { KeyAgreementTemplate, AuthenticationTemplate };
[[nodiscard]] ChipAuthenticationRequest chipAuthenticationRequest(const ChipAuthenticationProfile &profile, QByteArrayView ephemeralPublicKey,
                                                                  ChipAuthenticationCommands commands);
// §6.2.4: 3DES begins with the one command, AES has only the two.
[[nodiscard]] ChipAuthenticationCommands firstCommandsFor(CipherSuite suite);
// Sends them in the link's present session, which stays: only the next command is under the new keys (§9.8.2). A command the
// channel has no room for goes in a chain; a chip that does not take one is UnsupportedProtocol. A refusal is
// ChipAuthenticationFailed, and the session lives on (§6.2.2).
[[nodiscard]] Result<void> sendChipAuthentication(CardLink &link, const ChipAuthenticationRequest &request);

// Runs the protocol and replaces the session; the counter starts from zero. The chip has proved itself when it answers the first
// command under the new keys, so that command is sent here: a SELECT, whose status does not matter. A refusal or a wrong answer
// is ChipAuthenticationFailed (a refusal of a derived protocol UnsupportedProtocol: the chip never said that it speaks it); loss
// of the card is CardLost. The proof is as good as the file the key came from: passive authentication decides.
[[nodiscard]] Result<void> runChipAuthentication(CardLink &link, const ChipAuthenticationProfile &profile, Random &random);

} // namespace dd::nfc
