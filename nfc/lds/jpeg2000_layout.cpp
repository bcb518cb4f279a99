#include "nfc/lds/jpeg2000_layout.h"

#include "nfc/lds/jpeg2000_codestream.h"

#include <QtEndian>
#include <algorithm>
#include <optional>

namespace dd::nfc {
namespace {

constexpr quint32 boxType(const char (&name)[5])
{
    return static_cast<quint32>(static_cast<quint8>(name[0])) << 24 | static_cast<quint32>(static_cast<quint8>(name[1])) << 16 |
           static_cast<quint32>(static_cast<quint8>(name[2])) << 8 | static_cast<quint8>(name[3]);
}

struct Box
{
    quint32 type = 0;
    QByteArrayView content;
};

Result<Box> nextBox(QByteArrayView &rest)
{
    if (rest.size() < 8)
        return jpeg2000::damaged("box cut short");
    quint64 size = qFromBigEndian<quint32>(rest.data());
    Box box{qFromBigEndian<quint32>(rest.data() + 4), {}};
    qsizetype header = 8;
    if (size == 1) {
        if (rest.size() < 16)
            return jpeg2000::damaged("box cut short");
        size = qFromBigEndian<quint64>(rest.data() + 8);
        header = 16;
    } else if (size == 0) {
        size = static_cast<quint64>(rest.size()); // the last box may leave its length open
    }
    if (size < static_cast<quint64>(header) || size > static_cast<quint64>(rest.size()))
        return jpeg2000::damaged("box length");
    box.content = rest.sliced(header, static_cast<qsizetype>(size) - header);
    rest = rest.sliced(static_cast<qsizetype>(size));
    return box;
}

Result<Jpeg2000Layout::Colour> colourOf(QByteArrayView header)
{
    std::optional<Jpeg2000Layout::Colour> colour;
    while (!header.isEmpty()) {
        const Result<Box> box = nextBox(header);
        if (!box)
            return fail(box.error());
        if (box->type == boxType("pclr") || box->type == boxType("cmap"))
            return jpeg2000::unusual("palette");
        if (box->type != boxType("colr") || colour) // the first specification counts
            continue;
        if (box->content.size() < 3)
            return jpeg2000::damaged("colour specification");
        if (box->content[0] != 1) { // an ICC profile: for looking at a face its component count says enough
            colour = Jpeg2000Layout::Colour::Unstated;
            continue;
        }
        if (box->content.size() < 7)
            return jpeg2000::damaged("colour specification");
        switch (qFromBigEndian<quint32>(box->content.data() + 3)) {
        case 16:
            colour = Jpeg2000Layout::Colour::Rgb;
            break;
        case 17:
            colour = Jpeg2000Layout::Colour::Grey;
            break;
        case 18:
            colour = Jpeg2000Layout::Colour::Ycc;
            break;
        default:
            return jpeg2000::unusual("colour model");
        }
    }
    return colour.value_or(Jpeg2000Layout::Colour::Unstated);
}

Result<Jpeg2000Layout> openContainer(QByteArrayView image)
{
    Jpeg2000Layout layout;
    if (image.startsWith(QByteArrayView("\xFF\x4F", 2))) {
        layout.codestream = image;
        return layout;
    }
    static const QByteArray signature = QByteArray::fromHex("0000000C6A5020200D0A870A");
    if (!image.startsWith(signature))
        return jpeg2000::damaged("signature");
    QByteArrayView rest = image.sliced(signature.size());
    while (!rest.isEmpty()) {
        const Result<Box> box = nextBox(rest);
        if (!box)
            return fail(box.error());
        if (box->type == boxType("jp2h")) {
            const Result<Jpeg2000Layout::Colour> colour = colourOf(box->content);
            if (!colour)
                return fail(colour.error());
            layout.colour = *colour;
        } else if (box->type == boxType("jp2c")) {
            layout.codestream = box->content;
            return layout;
        }
    }
    return jpeg2000::damaged("no codestream");
}

// ---- what decoding will take --------------------------------------------------------------------------------------

// Bytes the library spends per piece of its tree, rounded up from measurements with OpenJPEG 2.5 on 64 bits.
constexpr quint64 costOfTile = 8'192;
constexpr quint64 costOfPrecinct = 512;
constexpr quint64 costOfCodeBlock = 640;
constexpr quint64 costOfFixed = 128 * 1024;

// Precincts and code-blocks of one component of the largest tile, at every resolution, whatever is left out later.
quint64 costOfTree(const jpeg2000::CodingStyle &style, quint64 width, quint64 height, quint64 &mostPrecincts)
{
    quint64 cost = 0;
    for (quint32 resolution = 0; resolution <= style.levels; ++resolution) {
        const quint32 shift = style.levels - resolution;
        const quint64 w = jpeg2000::ceilDivide(width, quint64(1) << shift);
        const quint64 h = jpeg2000::ceilDivide(height, quint64(1) << shift);
        const quint32 precinctWidth = style.precincts[resolution] & 0x0F;
        const quint32 precinctHeight = style.precincts[resolution] >> 4;
        const quint64 precincts = ((w >> precinctWidth) + 2) * ((h >> precinctHeight) + 2);
        mostPrecincts = std::max(mostPrecincts, precincts);
        const bool lowest = resolution == 0;
        const auto block = [lowest](quint32 exponent, quint32 precinct) {
            return std::min(exponent, lowest || precinct == 0 ? precinct : precinct - 1);
        };
        const quint64 columns = (jpeg2000::ceilDivide(w, lowest ? 1 : 2) >> block(style.blockWidth, precinctWidth)) + 2;
        const quint64 rows = (jpeg2000::ceilDivide(h, lowest ? 1 : 2) >> block(style.blockHeight, precinctHeight)) + 2;
        cost += (lowest ? 1 : 3) * (precincts * costOfPrecinct + columns * rows * costOfCodeBlock);
    }
    return cost;
}

quint64 costOfDecoding(const jpeg2000::Codestream &stream, QByteArrayView bytes, quint32 reduction)
{
    const quint64 width = stream.x1 - stream.x0;
    const quint64 height = stream.y1 - stream.y0;
    const quint64 tileWidth = std::min<quint64>(width, stream.tileWidth);
    const quint64 tileHeight = std::min<quint64>(height, stream.tileHeight);
    const quint64 scale = quint64(1) << reduction;
    quint64 samples = 0, tileSamples = 0, tree = 0, mostPrecincts = 1, mostResolutions = 1;
    for (std::size_t i = 0; i < stream.components.size(); ++i) {
        const auto [dx, dy] = stream.components[i];
        samples += (jpeg2000::ceilDivide(width, dx * scale) + 1) * (jpeg2000::ceilDivide(height, dy * scale) + 1);
        tileSamples += (jpeg2000::ceilDivide(tileWidth, dx * scale) + 1) * (jpeg2000::ceilDivide(tileHeight, dy * scale) + 1);
        tree += costOfTree(stream.styles[i], jpeg2000::ceilDivide(tileWidth, dx) + 1, jpeg2000::ceilDivide(tileHeight, dy) + 1, mostPrecincts);
        mostResolutions = std::max<quint64>(mostResolutions, stream.styles[i].levels + 1);
    }
    // A single tile that is the whole image is decoded in place; otherwise tile and image stand side by side.
    const bool inPlace = stream.tiles == 1 && stream.x0 == 0 && stream.y0 == 0 && stream.tileX0 == 0 && stream.tileY0 == 0 &&
                         stream.tileWidth == stream.x1 && stream.tileHeight == stream.y1;
    const quint64 packets = (quint64(stream.layers) + 1) * mostResolutions * stream.components.size() * mostPrecincts;
    const quint64 pixels = (jpeg2000::ceilDivide(width, scale) + 1) * (jpeg2000::ceilDivide(height, scale) + 1);
    return costOfFixed + stream.tiles * costOfTile + tree + 2 * packets + 4 * samples + (inPlace ? 0 : 4 * tileSamples) + 3 * pixels +
           2 * static_cast<quint64>(bytes.size());
}

} // namespace

Result<Jpeg2000Layout> jpeg2000Layout(QByteArrayView image, qint64 memoryLimit)
{
    Result<Jpeg2000Layout> layout = openContainer(image);
    if (!layout)
        return layout;
    const Result<jpeg2000::Codestream> stream = jpeg2000::walkCodestream(layout->codestream);
    if (!stream)
        return fail(stream.error());
    layout->components = static_cast<int>(stream->components.size());
    quint32 deepest = 32;
    for (const jpeg2000::CodingStyle &style : stream->styles)
        deepest = std::min(deepest, style.levels);
    for (quint32 reduction = 0; reduction <= deepest; ++reduction) {
        if (costOfDecoding(*stream, image, reduction) <= static_cast<quint64>(memoryLimit)) {
            layout->reduction = static_cast<int>(reduction);
            return layout;
        }
    }
    return jpeg2000::unusual("picture too large");
}

} // namespace dd::nfc
