// The face inside EF.DG2: the record of ISO/IEC 19794-5 (2005, which ICAO 9303-10 names, and 2011) and the one of
// ISO/IEC 39794-5 that follows it. The first face is taken. All fail with stage "DG2".
#pragma once

#include "nfc/lds/lds_files.h"

namespace dd::nfc {

[[nodiscard]] Result<FaceImage> parseFaceRecord(QByteArrayView record);        // ISO/IEC 19794-5, begins with "FAC"
[[nodiscard]] Result<FaceImage> parseFaceImageDataBlock(QByteArrayView value); // ISO/IEC 39794-5, the value of tag 7F2E

// JPEG or JPEG 2000, as the first bytes say: what is declared elsewhere is wrong on some cards.
[[nodiscard]] Result<FaceImage> faceImageOf(QByteArrayView data);
[[nodiscard]] std::unexpected<Error> damagedFace(const char *why);

} // namespace dd::nfc
