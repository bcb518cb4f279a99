// The last step of a reading: what was read is judged as a whole, without the card. For read_card.cpp.
#pragma once

#include "nfc/read_card_steps.h"
#include "nfc/secure_messaging/pace.h"

namespace dd::nfc::reading {

// Fills every check of the report but the one about access. The chip's proofs count only once passive authentication has covered
// the files with their keys.
void judge(ReadResult &result, const State &state, const std::optional<ChipMappingProof> &mapping, const CscaStore &anchors, qint64 now);

} // namespace dd::nfc::reading
