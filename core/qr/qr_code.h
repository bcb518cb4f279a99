// The only door to ZXing: a grey picture to the texts in it, a text to the module matrix of a QR symbol.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QStringList>

namespace dd::qr {

struct GrayImage
{
    int width = 0;
    int height = 0;
    QByteArray pixels; // width*height bytes, row by row, 0 black … 255 white, no padding
};

// Every QR symbol found (32 at most), in reading order. Where none is, a picture of up to 1920x1080 is enlarged and looked at once more,
// which takes five times as long. None found is QrNotFound; a picture whose sizes do not fit together, or beyond 16384 a side, is
// InvalidInput.
[[nodiscard]] Result<QStringList> readQrCodes(const GrayImage &image);

enum class ErrorCorrection { Low, Medium, Quartile, High };

struct ModuleMatrix
{
    int size = 0;       // modules per side, without the quiet zone
    QByteArray modules; // size*size bytes, 1 is dark
    [[nodiscard]] bool isDark(int x, int y) const { return modules.at(y * size + x) == 1; }
    [[nodiscard]] int version() const { return (size - 17) / 4; }
};

// Alphanumeric mode when the text allows it, else bytes of UTF-8. Too long for version 40 is QrTooLong.
[[nodiscard]] Result<ModuleMatrix> makeQrCode(const QString &text, ErrorCorrection level);

} // namespace dd::qr
