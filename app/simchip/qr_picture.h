// The printed QR of the demo card as a picture, the way a camera or a scanner would hand it over.
#pragma once

#include "core/base/result.h"

#include <QImage>

namespace dd::simchip {

// Level M as on paper, eight pixels per module, a quiet zone of four modules (ISO/IEC 18004 §6.3.8).
[[nodiscard]] Result<QImage> qrPicture(const QString &text);

} // namespace dd::simchip
