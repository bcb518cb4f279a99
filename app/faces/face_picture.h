// The face of a chip as pixels: JPEG by Qt, JPEG 2000 by the chip room's decoder, both within bounds, whatever the card says.
#pragma once

#include <QImage>

namespace dd {

// JPEG and JPEG 2000 only, whatever decoders are installed: the bytes come from a card that may be hostile. A picture larger than
// 0.7 megapixels comes smaller. Null for anything else, and for what cannot be decoded.
[[nodiscard]] QImage faceFromChip(const QByteArray &bytes);

} // namespace dd
