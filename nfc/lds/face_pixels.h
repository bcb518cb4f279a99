// JPEG 2000 portraits as pixels. JPEG is Qt's business in the app; Qt knows no JPEG 2000.
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace dd::nfc {

struct FacePixels
{
    int width = 0;
    int height = 0;
    QByteArray rgb; // rows from the top, three bytes per pixel, nothing between the rows
};

// A JP2 file or a bare codestream; grey and sYCC pictures become RGB, an alpha channel is ignored. A picture too large for
// the limit comes at half its size, or a quarter…. DamagedFile or UnsupportedProtocol with stage "DG2".
[[nodiscard]] Result<FacePixels> decodeJpeg2000(QByteArrayView image);

} // namespace dd::nfc
