// Draws QR symbols into a grey picture, as a screen or a sheet of paper would show them.
#pragma once

#include "core/qr/qr_code.h"

namespace dd::test {

inline qr::GrayImage blankPicture(int width, int height)
{
    return {width, height, QByteArray(qsizetype(width) * height, '\xFF')};
}

inline void drawQr(qr::GrayImage &picture, const qr::ModuleMatrix &matrix, int left, int top, int pixelsPerModule)
{
    for (int y = 0; y < matrix.size * pixelsPerModule; ++y) {
        for (int x = 0; x < matrix.size * pixelsPerModule; ++x) {
            if (matrix.isDark(x / pixelsPerModule, y / pixelsPerModule))
                picture.pixels[qsizetype(top + y) * picture.width + left + x] = '\0';
        }
    }
}

// With the quiet zone of four modules that ISO/IEC 18004 asks for.
inline qr::GrayImage pictureOf(const qr::ModuleMatrix &matrix, int pixelsPerModule = 4)
{
    const int side = (matrix.size + 8) * pixelsPerModule;
    qr::GrayImage picture = blankPicture(side, side);
    drawQr(picture, matrix, 4 * pixelsPerModule, 4 * pixelsPerModule, pixelsPerModule);
    return picture;
}

} // namespace dd::test
