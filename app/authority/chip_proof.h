// How a chip shows a far authority that it is no copy (docs/formats.md §7, steps 3 and 4). Holding its files is no proof: they can
// be copied, the private key cannot.
#pragma once

#include "app/authority/chip_files.h"
#include "app/authority/enrolment_sessions.h"

namespace dd::authority {

// Step 4: starts chip authentication with this authority as the terminal and binds it to the session and the two files. No key
// is drawn before an installed CSCA vouches for DG14: one that anybody could make up would turn the answer into an oracle.
// The same files again get the same challenge, since the card may have been lost on the way; others are RequestReplayed.
// EnrolmentChipCannotProve when DG14 names no key for it.
[[nodiscard]] Result<credential::EnrolChipChallenge> challengeChip(const credential::EnrolChip &message, EnrolmentSession &session,
                                                                   const nfc::CscaStore &anchors, qint64 now, Random &random);

// Judges the answer over files that passive authentication has covered. EnrolmentChipNotProven when it is not this chip's answer
// in this session: a copy, another session and another chip look the same from here. EnrolmentChipCannotProve when no answer
// could have been one: the issuer gave the chip no key, or has published in a deviation list that others have it.
[[nodiscard]] Result<void> authenticateChip(const ChipFiles &files, const nfc::PassiveResult &passive, const credential::ChipAnswer &answer,
                                            const EnrolmentSession &session);

} // namespace dd::authority
