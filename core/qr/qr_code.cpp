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
