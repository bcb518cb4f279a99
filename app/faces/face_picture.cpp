#include "app/faces/face_picture.h"

#include "nfc/lds/face_pixels.h"

#include <QBuffer>
#include <QImageReader>

namespace dd {
namespace {

// Ten bytes per pixel where the decoder must keep the whole picture's coefficients: within 8 MiB, whatever the card says.
constexpr qint64 mostPixels = 700'000;

// Baseline, all components in one scan (ITU-T T.81 §B.2): decoded line by line, and smaller on request.
bool isSingleScan(QByteArrayView jpeg)
{
    int components = 0;
    for (qsizetype at = 2; at + 10 <= jpeg.size();) {
        const auto byte = [&](qsizetype offset) { return static_cast<int>(static_cast<uchar>(jpeg[at + offset])); };
        const int marker = byte(1);
        if (byte(0) != 0xFF)
            return false;
        if (marker == 0xC0 || marker == 0xC1)
            components = byte(9);
        else if (marker == 0xDA)
            return components > 0 && byte(4) == components;
        at += 2 + 256 * byte(2) + byte(3);
    }
    return false;
}

QImage jpeg2000Face(const QByteArray &bytes)
{
    const Result<nfc::FacePixels> pixels = nfc::decodeJpeg2000(bytes);
    if (!pixels)
        return {};
    const auto *const rows = reinterpret_cast<const uchar *>(pixels->rgb.constData());
    return QImage(rows, pixels->width, pixels->height, 3 * qsizetype(pixels->width), QImage::Format_RGB888).copy();
}

} // namespace

QImage faceFromChip(const QByteArray &bytes)
{
    if (!bytes.startsWith("\xFF\xD8"))
        return jpeg2000Face(bytes);
    constexpr int longestSide = 4000;
    QBuffer buffer;
    buffer.setData(bytes);
    QImageReader reader(&buffer, "JPEG");
    reader.setAutoDetectImageFormat(false);
    const QSize size = reader.size();
    if (!size.isValid() || size.width() > longestSide || size.height() > longestSide)
        return {};
    if (qint64(size.width()) * size.height() > mostPixels) {
        if (!isSingleScan(bytes))
            return {};
        QSize smaller = size;
        while (qint64(smaller.width()) * smaller.height() > mostPixels)
            smaller = QSize((smaller.width() + 1) / 2, (smaller.height() + 1) / 2);
        reader.setScaledSize(smaller);
    }
    return reader.read();
}

} // namespace dd
