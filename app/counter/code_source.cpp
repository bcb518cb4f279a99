#include "app/counter/code_source.h"

#include "core/qr/qr_code.h"

#include <algorithm>
#include <QFile>
#include <QImageReader>
#include <QRegularExpression>

namespace dd::counter {
namespace {

constexpr qint64 textSizeLimit = 16 * 1024 * 1024;
constexpr qint64 pictureSizeLimit = 64 * 1024 * 1024;
constexpr int longestSide = 4096; // a phone's photograph; larger ones are scaled down before they are read

} // namespace

Result<QByteArray> readSmallFile(const QString &path, qint64 limit)
{
    const auto refused = [](const char *detail) { return fail(ErrorCode::CounterFileUnreadable, QStringLiteral("file"), QLatin1String(detail)); };
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refused("cannot be opened");
    const QByteArray bytes = file.read(limit + 1);
    if (file.error() != QFileDevice::NoError)
        return refused("cannot be read");
    if (bytes.size() > limit)
        return refused("too large");
    return bytes;
}

Result<QStringList> codesInPicture(const QImage &picture)
{
    QImage image = picture;
    if (image.hasAlphaChannel()) { // a transparent ground is white paper, not black
        QImage onWhite(image.size(), QImage::Format_RGB32);
        onWhite.fill(Qt::white);
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QRgb pixel = image.pixel(x, y);
                const auto over = [&](int channel) { return (channel * qAlpha(pixel) + 255 * (255 - qAlpha(pixel))) / 255; };
                onWhite.setPixel(x, y, qRgb(over(qRed(pixel)), over(qGreen(pixel)), over(qBlue(pixel))));
            }
        }
        image = onWhite;
    }
    image = image.convertToFormat(QImage::Format_Grayscale8);
    if (image.isNull())
        return fail(ErrorCode::CounterPictureUnreadable, QStringLiteral("picture"));
    qr::GrayImage gray{image.width(), image.height(), {}};
    gray.pixels.reserve(qsizetype(image.width()) * image.height());
    for (int y = 0; y < image.height(); ++y)
        gray.pixels.append(reinterpret_cast<const char *>(image.constScanLine(y)), image.width());
    const Result<QStringList> texts = qr::readQrCodes(gray);
    if (!texts)
        return fail(texts.error());
    const QStringList ours = texts->filter(QRegularExpression(QStringLiteral("^VN1:")));
    return ours.isEmpty() ? *texts : ours;
}

Result<QStringList> codesInPictureFile(const QString &path)
{
    // The name of a picture may be a person's: it stays out of the error.
    const auto refused = [](const char *detail) {
        return fail(ErrorCode::CounterPictureUnreadable, QStringLiteral("picture"), QLatin1String(detail));
    };
    if (QFile file(path); !file.exists() || file.size() > pictureSizeLimit)
        return refused(file.exists() ? "too large" : "no such file");
    QImageReader reader(path);
    reader.setAutoTransform(true);
    reader.setDecideFormatFromContent(true);
    const QSize size = reader.size();
    if (size.isValid() && std::max(size.width(), size.height()) > longestSide)
        reader.setScaledSize(size.scaled(longestSide, longestSide, Qt::KeepAspectRatio));
    const QImage picture = reader.read();
    if (picture.isNull())
        return refused("not a picture that can be read");
    return codesInPicture(picture);
}

QStringList codesInText(const QString &text)
{
    static const QRegularExpression lineBreaks(QStringLiteral("[\\r\\n\\t]+"));
    QStringList codes;
    for (const QString &line : text.split(lineBreaks, Qt::SkipEmptyParts)) {
        if (const QString code = line.trimmed(); !code.isEmpty())
            codes.append(code);
    }
    return codes;
}

Result<QStringList> codesInTextFile(const QString &path)
{
    const Result<QByteArray> bytes = readSmallFile(path, textSizeLimit);
    if (!bytes)
        return fail(bytes.error());
    return codesInText(QString::fromUtf8(*bytes));
}

} // namespace dd::counter
