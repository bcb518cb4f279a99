#include "core/qr/qr_code.h"

#include <algorithm>
#include <exception>
#include <vector>

// ZXing-cpp 1.4 says DecodeHints, 2.2 and later ReaderOptions; 1.4 gives UTF-8 text only when asked at compile time.
#if __has_include(<ZXing/ReaderOptions.h>)
#include <ZXing/ReaderOptions.h>
namespace dd::qr {
using ZXingReaderOptions = ZXing::ReaderOptions;
}
#else
#define ZX_USE_UTF8 1
#include <ZXing/DecodeHints.h>
namespace dd::qr {
using ZXingReaderOptions = ZXing::DecodeHints;
}
#endif
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <ZXing/ReadBarcode.h>

namespace dd::qr {
namespace {

constexpr int longestSide = 16'384;
constexpr qsizetype mostPixels = 100'000'000;
constexpr int mostSymbols = 32; // in one picture
constexpr qsizetype mostEnlarged = 1920 * 1080; // pixels; a picture of more has enough of them for each module

struct FoundSymbol
{
    QString text;
    int left, top, bottom;
};

// Bytes without a declared character set are UTF-8 where they can be; ZXing's guess from frequencies is for the rest.
template <typename Symbol>
QString textOf(const Symbol &symbol)
{
    const auto &bytes = symbol.bytes();
    const QByteArrayView raw(bytes.data(), static_cast<qsizetype>(bytes.size()));
    if (!symbol.hasECI() && raw.isValidUtf8())
        return QString::fromUtf8(raw);
    return QString::fromStdString(symbol.text());
}

// Row by row as one reads: what overlaps the topmost symbol's height stands in its row.
QStringList inReadingOrder(std::vector<FoundSymbol> found)
{
    QStringList texts;
    std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.top < b.top; });
    for (auto row = found.begin(); row != found.end();) {
        const int bottom = row->bottom;
        const auto rowEnd = std::find_if(row, found.end(), [=](const auto &symbol) { return (symbol.top + symbol.bottom) / 2 >= bottom; });
        const auto end = rowEnd == row ? row + 1 : rowEnd;
        std::sort(row, end, [](const auto &a, const auto &b) { return a.left < b.left; });
        for (; row != end; ++row)
            texts.append(row->text);
    }
    return texts;
}

std::vector<FoundSymbol> symbolsIn(const GrayImage &image)
{
    const ZXing::ImageView view(reinterpret_cast<const uint8_t *>(image.pixels.constData()), image.width, image.height, ZXing::ImageFormat::Lum);
    ZXingReaderOptions options;
    options.setFormats(ZXing::BarcodeFormat::QRCode);
    options.setMaxNumberOfSymbols(mostSymbols);
    std::vector<FoundSymbol> found;
    for (const auto &symbol : ZXing::ReadBarcodes(view, options)) {
        if (!symbol.isValid())
            continue;
        const auto &corners = symbol.position();
        const auto [left, right] = std::minmax({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
        const auto [top, bottom] = std::minmax({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
        found.push_back({textOf(symbol), left, top, bottom});
    }
    return found;
}

// Twice as wide and high, linear in between: each new pixel lies a quarter of an old one beside its nearest.
GrayImage enlarged(const GrayImage &image)
{
    const int width = image.width;
    GrayImage large{2 * width, 2 * image.height, QByteArray(4 * image.pixels.size(), Qt::Uninitialized)};
    const auto *from = reinterpret_cast<const uchar *>(image.pixels.constData());
    auto *to = reinterpret_cast<uchar *>(large.pixels.data());
    std::vector<int> row(static_cast<std::size_t>(width) + 2); // four times the light, and its ends once more
    for (int y = 0; y < large.height; ++y) {
        const uchar *near = from + qsizetype(y / 2) * width;
        const uchar *far = from + qsizetype(std::clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, image.height - 1)) * width;
        for (int x = 0; x < width; ++x)
            row[static_cast<std::size_t>(x) + 1] = 3 * near[x] + far[x];
        row.front() = row[1];
        row.back() = row[static_cast<std::size_t>(width)];
        const int *light = row.data() + 1;
        for (int x = 0; x < width; ++x, to += 2) {
            to[0] = static_cast<uchar>((3 * light[x] + light[x - 1] + 8) / 16);
            to[1] = static_cast<uchar>((3 * light[x] + light[x + 1] + 8) / 16);
        }
    }
    return large;
}

// The writer takes 1 to 8 for all its formats and halves them to QR's four levels.
int writerLevel(ErrorCorrection level)
{
    switch (level) {
    case ErrorCorrection::Low:
        return 2;
    case ErrorCorrection::Medium:
        return 4;
    case ErrorCorrection::Quartile:
        return 6;
    case ErrorCorrection::High:
        break;
    }
    return 8;
}

} // namespace

Result<QStringList> readQrCodes(const GrayImage &image)
{
    const QString stage = QStringLiteral("QR reading");
    if (image.width <= 0 || image.height <= 0 || image.width > longestSide || image.height > longestSide ||
        qsizetype(image.width) * image.height > mostPixels || image.pixels.size() != qsizetype(image.width) * image.height)
        return fail(ErrorCode::InvalidInput, stage, QStringLiteral("the picture's size is not right"));
    try {
        std::vector<FoundSymbol> found = symbolsIn(image);
        // Modules of three or four pixels, turned and out of focus, are mostly too few for ZXing, and the same picture enlarged is not.
        if (found.empty() && image.pixels.size() <= mostEnlarged)
            found = symbolsIn(enlarged(image));
        if (found.empty())
            return fail(ErrorCode::QrNotFound, stage);
        return inReadingOrder(std::move(found));
    } catch (const std::exception &) {
        return fail(ErrorCode::QrNotFound, stage, QStringLiteral("the reader gave up"));
    }
}

Result<ModuleMatrix> makeQrCode(const QString &text, ErrorCorrection level)
{
    const QString stage = QStringLiteral("QR writing");
    if (text.isEmpty())
        return fail(ErrorCode::InvalidInput, stage, QStringLiteral("there is no text"));
    try {
        ZXing::MultiFormatWriter writer(ZXing::BarcodeFormat::QRCode);
        writer.setEncoding(ZXing::CharacterSet::UTF8).setEccLevel(writerLevel(level)).setMargin(0);
        const ZXing::BitMatrix bits = writer.encode(text.toStdString(), 0, 0);
        ModuleMatrix matrix{bits.width(), QByteArray(qsizetype(bits.width()) * bits.height(), '\0')};
        for (int y = 0; y < bits.height(); ++y) {
            for (int x = 0; x < bits.width(); ++x) {
                if (bits.get(x, y))
                    matrix.modules[qsizetype(y) * bits.width() + x] = 1;
            }
        }
        return matrix;
    } catch (const std::exception &) { // std::invalid_argument: "data too big"
        return fail(ErrorCode::QrTooLong, stage);
    }
}

} // namespace dd::qr
