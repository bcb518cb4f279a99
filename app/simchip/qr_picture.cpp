#include "app/simchip/qr_picture.h"

#include "core/qr/qr_code.h"

namespace dd::simchip {

Result<QImage> qrPicture(const QString &text)
{
    constexpr int pixelsPerModule = 8;
    constexpr int quietModules = 4;
    const Result<qr::ModuleMatrix> matrix = qr::makeQrCode(text, qr::ErrorCorrection::Medium);
    if (!matrix)
        return fail(matrix.error());
    const int side = matrix->size + 2 * quietModules;
    QImage modules(side, side, QImage::Format_Grayscale8);
    modules.fill(Qt::white);
    for (int y = 0; y < matrix->size; ++y) {
        uchar *line = modules.scanLine(y + quietModules) + quietModules;
        for (int x = 0; x < matrix->size; ++x)
            line[x] = matrix->isDark(x, y) ? 0 : 255;
    }
    return modules.scaled(side * pixelsPerModule, side * pixelsPerModule, Qt::IgnoreAspectRatio, Qt::FastTransformation);
}

} // namespace dd::simchip
