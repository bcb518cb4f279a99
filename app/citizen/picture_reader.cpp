#include "app/citizen/picture_reader.h"

#include "core/qr/qr_code.h"

#include <QImageReader>
#include <QUrl>

namespace dd::citizen {
namespace {

constexpr int longestSide = 6000;

} // namespace

QString localPath(const QString &pathOrUrl)
{
    const QString text = pathOrUrl.trimmed();
    return text.startsWith(QLatin1String("file:")) ? QUrl(text).toLocalFile() : text;
}

Result<QStringList> readQrFromPicture(const QString &path)
{
    QImageReader reader(path);
    reader.setAutoTransform(true);
    reader.setDecideFormatFromContent(true);
    const QSize size = reader.size();
    if (size.isValid() && (size.width() > longestSide || size.height() > longestSide))
        reader.setScaledSize(size.scaled(longestSide, longestSide, Qt::KeepAspectRatio));
    QImage image = reader.read();
    if (image.isNull())
        return fail(ErrorCode::PictureUnreadable, QStringLiteral("picture"), reader.errorString());
    image = image.convertToFormat(QImage::Format_Grayscale8);
    qr::GrayImage gray;
    gray.width = image.width();
    gray.height = image.height();
    gray.pixels.reserve(static_cast<qsizetype>(gray.width) * gray.height);
    for (int y = 0; y < gray.height; ++y)
        gray.pixels.append(reinterpret_cast<const char *>(image.constScanLine(y)), gray.width);
    return qr::readQrCodes(gray);
}

} // namespace dd::citizen
