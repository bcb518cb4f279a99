// How a chip shows a far authority that it is no copy (docs/formats.md §7, steps 3 and 4). Holding its files is no proof: they can
// be copied, the private key cannot.
#pragma once

#include "app/authority/chip_files.h"
#include "app/authority/enrolment_sessions.h"

namespace dd::authority {

// Judges the answer over files that passive authentication has covered. EnrolmentChipNotProven when it is not this chip's answer
// in this session: a copy, another session and another chip look the same from here. EnrolmentChipCannotProve when no answer
// could have been one, because the issuer gave the chip no key.
[[nodiscard]] Result<void> authenticateChip(const ChipFiles &files, const credential::ChipAnswer &answer, const EnrolmentSession &session);

} // namespace dd::authority
