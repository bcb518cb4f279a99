// The portrait as pixels: JPEG by Qt, JPEG 2000 by the chip room's decoder. Both within bounds, whatever the card says.
#include "app/counter/card_report.h"
#include "nfc/lds/face_pixels.h"

#include <QBuffer>
#include <QImageReader>

namespace dd::counter {
namespace {

constexpr int longestFaceSide = 4000;
constexpr qint64 mostFacePixels = 4'000'000;

QImage jpegPicture(const QByteArray &bytes)
{
    QBuffer buffer;
    buffer.setData(bytes);
    QImageReader reader(&buffer, "jpeg");
    reader.setAutoDetectImageFormat(false);
    const QSize size = reader.size();
    const bool bounded = size.isValid() && size.width() <= longestFaceSide && size.height() <= longestFaceSide;
    return bounded && qint64(size.width()) * size.height() <= mostFacePixels ? reader.read() : QImage();
}

QImage jpeg2000Picture(const QByteArray &bytes)
{
    const Result<nfc::FacePixels> pixels = nfc::decodeJpeg2000(bytes);
    if (!pixels)
        return {};
    const auto *const rows = reinterpret_cast<const uchar *>(pixels->rgb.constData());
    return QImage(rows, pixels->width, pixels->height, 3 * qsizetype(pixels->width), QImage::Format_RGB888).copy();
}

} // namespace

QImage pictureOf(const nfc::FaceImage &face)
{
    return face.format == nfc::FaceImage::Format::Jpeg ? jpegPicture(face.data) : jpeg2000Picture(face.data);
}

std::optional<QSize> pixelsOf(const nfc::FaceImage &face)
{
    const QImage picture = pictureOf(face);
    return picture.isNull() ? std::nullopt : std::optional(picture.size());
}

} // namespace dd::counter
