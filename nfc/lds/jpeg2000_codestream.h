// A JPEG 2000 codestream (ITU-T T.800 Annex A) as far as its headers tell: nothing is decoded here.
#pragma once

#include "core/base/result.h"

#include <QByteArrayView>
#include <array>
#include <vector>

namespace dd::nfc::jpeg2000 {

struct CodingStyle
{
    quint32 levels = 0;
    quint32 blockWidth = 0; // exponents
    quint32 blockHeight = 0;
    std::array<quint8, 33> precincts{}; // one per resolution, height in the high nibble; 0xFF is the largest
};

struct Sampling
{
    quint32 dx = 1;
    quint32 dy = 1;
};

struct Codestream
{
    quint32 x0 = 0, y0 = 0, x1 = 0, y1 = 0;                        // the image on its reference grid
    quint32 tileX0 = 0, tileY0 = 0, tileWidth = 0, tileHeight = 0; // its tiles
    quint32 tiles = 0;
    quint32 layers = 0;
    std::vector<Sampling> components;
    std::vector<CodingStyle> styles; // one per component
};

// From SOC to the end marker. DamagedFile or UnsupportedProtocol with stage "DG2".
[[nodiscard]] Result<Codestream> walkCodestream(QByteArrayView bytes);

[[nodiscard]] std::unexpected<Error> damaged(const char *why);
[[nodiscard]] std::unexpected<Error> unusual(const char *what);

constexpr quint64 ceilDivide(quint64 a, quint64 b)
{
    return (a + b - 1) / b;
}

} // namespace dd::nfc::jpeg2000
