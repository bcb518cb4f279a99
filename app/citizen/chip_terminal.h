// The authority as the terminal of chip authentication (docs/formats.md §7, step 4), as the card thread sees it: it asks, and waits
// while the card lies there; the network stays on the thread of its owner.
#pragma once

#include "app/citizen/authority_client.h"
#include "nfc/authentication/remote_chip_authentication.h"

#include <chrono>
#include <stop_token>

namespace dd::citizen {

// A person holds a card still for about as long as this.
inline constexpr std::chrono::milliseconds chipTerminalPatience{10'000};

// Blocking, for any thread but the authority client's own, which must outlive the call. NetworkUnavailable when no answer comes in
// time, Cancelled as soon as the token says so, else as AuthorityClient::enrolChip.
[[nodiscard]] Result<nfc::RemoteChipMessage> askChipTerminal(AuthorityClient &authority, const credential::EnrolChip &question, std::stop_token stop,
                                                             std::chrono::milliseconds patience = chipTerminalPatience);

} // namespace dd::citizen
