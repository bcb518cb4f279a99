// Chip authentication with a far server as the terminal: how a chip that has no active authentication proves to somebody it never
// meets that it was there (docs/formats.md, enrolment). The shared secret stays with the server; the app only carries bytes.
//
//   server  startRemoteChipAuthentication(DG14)    → message for the app, state to keep
//   app     performRemoteChipAuthentication(chip)  → R1
//   server  checkRemoteChipAuthentication(state, R1, DG14, SOD)
#pragma once

#include "nfc/secure_messaging/chip_authentication.h"

namespace dd::nfc {

struct RemoteChipMessage
{
    ChipAuthenticationRequest request;
    QByteArray firstCommand; // C1: READ BINARY of EF.SOD, protected under the new keys, counter 1
};

struct RemoteChipStart
{
    RemoteChipMessage message;
    Secret state; // session keys, what DG14 it was about and how much of EF.SOD was asked for; to be used once and destroyed
};

// The server has passive authentication over DG14 behind it. Takes the strongest profile, with a key for this run alone; errors
// are those of chipAuthenticationProfiles.
[[nodiscard]] Result<RemoteChipStart> startRemoteChipAuthentication(QByteArrayView dg14, Random &random);

// The app's part, in the session that is open on the link, with the LDS1 application selected. It refuses to carry anything else
// than this protocol to the card (InvalidInput): a server is not the card's master. Afterwards the link has no session, because
// nobody here knows the new keys: PACE must be run again to read on. A refusal is ChipAuthenticationFailed; loss is CardLost.
[[nodiscard]] Result<QByteArray> performRemoteChipAuthentication(CardLink &link, const RemoteChipMessage &message);

// ChipAuthenticationFailed unless R1 was made with the private key that belongs to this DG14, in answer to this run's C1, and
// holds the first bytes of this SOD. InvalidInput for a state that is none.
[[nodiscard]] Result<void> checkRemoteChipAuthentication(QByteArrayView state, QByteArrayView firstAnswer, QByteArrayView dg14, QByteArrayView sod);

} // namespace dd::nfc
