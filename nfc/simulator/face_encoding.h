// EF.DG2 of the demo card (ICAO 9303-10 §4.7.2), written independently of the parsers that read it.
#pragma once

#include "nfc/simulator/card_profile.h"

namespace dd::nfc::simulator {

// The picture, JPEG or JP2, filled up to `size` bytes with a part that no decoder looks at, in a record of either standard. InvalidInput
// with stage "DG2" when it is neither.
[[nodiscard]] Result<QByteArray> dg2File(const QByteArray &picture, qsizetype size = 0,
                                         CardProfile::FaceStandard standard = CardProfile::FaceStandard::Iso19794);

} // namespace dd::nfc::simulator
