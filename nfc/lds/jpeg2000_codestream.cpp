#include "nfc/lds/jpeg2000_codestream.h"

#include <QtEndian>
#include <algorithm>

namespace dd::nfc::jpeg2000 {
namespace {

quint8 byteAt(QByteArrayView bytes, qsizetype at)
{
    return static_cast<quint8>(bytes[at]);
}
quint16 shortAt(QByteArrayView bytes, qsizetype at)
{
    return qFromBigEndian<quint16>(bytes.data() + at);
}
quint32 longAt(QByteArrayView bytes, qsizetype at)
{
    return qFromBigEndian<quint32>(bytes.data() + at);
}

constexpr quint16 markerSiz = 0xFF51;
constexpr quint16 markerCod = 0xFF52;
constexpr quint16 markerCoc = 0xFF53;
constexpr quint16 markerSot = 0xFF90;
constexpr quint16 markerSod = 0xFF93;
constexpr quint16 markerEoc = 0xFFD9;
constexpr int mostMarkers = 512; // in one header, and tile-parts in the whole

Result<Codestream> parseSize(QByteArrayView segment)
{
    constexpr quint32 longestSide = 20'000;
    constexpr quint64 mostTiles = 64;
    if (segment.size() < 36)
        return damaged("size cut short");
    Codestream stream;
    stream.x1 = longAt(segment, 2);
    stream.y1 = longAt(segment, 6);
    stream.x0 = longAt(segment, 10);
    stream.y0 = longAt(segment, 14);
    stream.tileWidth = longAt(segment, 18);
    stream.tileHeight = longAt(segment, 22);
    stream.tileX0 = longAt(segment, 26);
    stream.tileY0 = longAt(segment, 30);
    const qsizetype components = shortAt(segment, 34);
    if (segment.size() != 36 + 3 * components)
        return damaged("size of the size");
    if (stream.x1 > longestSide || stream.y1 > longestSide)
        return unusual("picture too large");
    if (stream.x0 >= stream.x1 || stream.y0 >= stream.y1 || stream.tileWidth == 0 || stream.tileHeight == 0 || stream.tileX0 > stream.x0 ||
        stream.tileY0 > stream.y0 || quint64(stream.tileX0) + stream.tileWidth <= stream.x0 ||
        quint64(stream.tileY0) + stream.tileHeight <= stream.y0)
        return damaged("empty picture");
    const quint64 tiles = ceilDivide(stream.x1 - stream.tileX0, stream.tileWidth) * ceilDivide(stream.y1 - stream.tileY0, stream.tileHeight);
    if (tiles > mostTiles)
        return unusual("too many tiles");
    stream.tiles = static_cast<quint32>(tiles);
    if (components == 0)
        return damaged("no components");
    if (components > 4)
        return unusual("more than four components");
    for (qsizetype i = 0; i < components; ++i) {
        const int precision = (byteAt(segment, 36 + 3 * i) & 0x7F) + 1;
        const Sampling sampling{byteAt(segment, 37 + 3 * i), byteAt(segment, 38 + 3 * i)};
        if (sampling.dx == 0 || sampling.dy == 0)
            return damaged("sampling");
        if (precision > 16 || sampling.dx > 4 || sampling.dy > 4)
            return unusual("sample size");
        stream.components.push_back(sampling);
    }
    return stream;
}

// The part that COD and COC have in common: levels, code-block size, style, transform, precincts.
Result<CodingStyle> parseStyle(QByteArrayView parameters, bool withPrecincts)
{
    if (parameters.size() < 5)
        return damaged("coding style cut short");
    CodingStyle style;
    style.levels = byteAt(parameters, 0);
    style.blockWidth = (byteAt(parameters, 1) & 0x0Fu) + 2;
    style.blockHeight = (byteAt(parameters, 2) & 0x0Fu) + 2;
    if (style.levels > 32 || style.blockWidth > 10 || style.blockHeight > 10 || style.blockWidth + style.blockHeight > 12)
        return damaged("coding style");
    style.precincts.fill(0xFF);
    const auto sizes = static_cast<qsizetype>(withPrecincts ? style.levels + 1 : 0);
    if (parameters.size() != 5 + sizes)
        return damaged("size of the coding style");
    for (qsizetype i = 0; i < sizes; ++i)
        style.precincts[static_cast<std::size_t>(i)] = byteAt(parameters, 5 + i);
    return style;
}

Result<void> applyStyle(quint16 marker, QByteArrayView segment, Codestream &stream)
{
    if (marker == markerCod) {
        if (segment.size() < 5)
            return damaged("coding style cut short");
        stream.layers = shortAt(segment, 2);
        const Result<CodingStyle> style = parseStyle(segment.sliced(5), (byteAt(segment, 0) & 1) != 0);
        if (!style)
            return fail(style.error());
        if (stream.layers == 0 || !stream.styles.empty())
            return damaged("coding style");
        stream.styles.assign(stream.components.size(), *style);
        return {};
    }
    if (segment.size() < 2 || stream.styles.empty() || byteAt(segment, 0) >= stream.components.size())
        return damaged("coding style of a component");
    const Result<CodingStyle> style = parseStyle(segment.sliced(2), (byteAt(segment, 1) & 1) != 0);
    if (!style)
        return fail(style.error());
    stream.styles[byteAt(segment, 0)] = *style;
    return {};
}

// What may stand in a header beside size and coding style: quantisation, region of interest, lengths, registration, comments,
// and the high-throughput capability. Everything else (packed headers, changes of progression, Part 2) no portrait needs.
bool isHarmless(quint16 marker, bool mainHeader)
{
    constexpr std::array<quint16, 4> everywhere{0xFF5C, 0xFF5D, 0xFF5E, 0xFF64};   // QCD QCC RGN COM
    constexpr std::array<quint16, 5> main{0xFF50, 0xFF55, 0xFF57, 0xFF59, 0xFF63}; // CAP TLM PLM CPF CRG
    const auto listed = [marker](const auto &list) { return std::find(list.begin(), list.end(), marker) != list.end(); };
    return listed(everywhere) || (mainHeader ? listed(main) : marker == 0xFF58); // PLT
}

struct Segment
{
    quint16 marker = 0;
    QByteArrayView content; // behind the length
};

Result<Segment> nextSegment(QByteArrayView bytes, qsizetype &at)
{
    if (bytes.size() - at < 2)
        return damaged("cut short");
    Segment segment{shortAt(bytes, at), {}};
    at += 2;
    if (segment.marker == markerSod || segment.marker == markerEoc)
        return segment;
    if (bytes.size() - at < 2)
        return damaged("cut short");
    const qsizetype size = shortAt(bytes, at);
    if (size < 2 || size > bytes.size() - at)
        return damaged("marker segment length");
    segment.content = bytes.sliced(at + 2, size - 2);
    at += size;
    return segment;
}

// Behind the SOT segment that begins at `start`: to the first byte of data.
Result<void> walkTileHeader(QByteArrayView bytes, qsizetype &at)
{
    for (int markers = 0; markers < mostMarkers; ++markers) {
        const Result<Segment> segment = nextSegment(bytes, at);
        if (!segment)
            return fail(segment.error());
        if (segment->marker == markerSod)
            return {};
        if (!isHarmless(segment->marker, false))
            return unusual("marker in a tile-part header");
    }
    return unusual("too many markers");
}

// From the first SOT to the end marker: every tile-part lies within the codestream.
Result<void> walkTileParts(QByteArrayView bytes, qsizetype at, const Codestream &stream)
{
    for (int parts = 0; parts < mostMarkers; ++parts) {
        const qsizetype start = at;
        const Result<Segment> segment = nextSegment(bytes, at);
        if (!segment)
            return fail(segment.error());
        if (segment->marker == markerEoc && parts > 0)
            return {};
        if (segment->marker != markerSot || segment->content.size() != 8)
            return damaged("tile-part");
        if (shortAt(segment->content, 0) >= stream.tiles)
            return damaged("tile number");
        const quint32 size = longAt(segment->content, 2);
        if (const Result<void> walked = walkTileHeader(bytes, at); !walked)
            return walked;
        if (size == 0) // open: up to the end marker, which is then the last thing there is
            return bytes.endsWith(QByteArrayView("\xFF\xD9", 2)) && bytes.size() - at >= 2 ? Result<void>() : damaged("no end");
        if (size < static_cast<quint64>(at - start) || size > static_cast<quint64>(bytes.size() - start))
            return damaged("tile-part length");
        at = start + static_cast<qsizetype>(size);
    }
    return unusual("too many tile-parts");
}

} // namespace

std::unexpected<Error> damaged(const char *why)
{
    return fail(ErrorCode::DamagedFile, QStringLiteral("DG2"), QStringLiteral("JPEG 2000: ") + QLatin1String(why));
}

std::unexpected<Error> unusual(const char *what)
{
    return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("DG2"), QStringLiteral("JPEG 2000: ") + QLatin1String(what));
}

Result<Codestream> walkCodestream(QByteArrayView bytes)
{
    qsizetype at = 2; // SOC
    const Result<Segment> size = nextSegment(bytes, at);
    if (!size)
        return fail(size.error());
    if (size->marker != markerSiz)
        return damaged("no size");
    Result<Codestream> stream = parseSize(size->content);
    if (!stream)
        return stream;
    for (int markers = 0; markers < mostMarkers; ++markers) {
        const qsizetype start = at;
        const Result<Segment> segment = nextSegment(bytes, at);
        if (!segment)
            return fail(segment.error());
        if (segment->marker == markerSot) {
            if (stream->styles.empty())
                return damaged("no coding style");
            if (const Result<void> walked = walkTileParts(bytes, start, *stream); !walked)
                return fail(walked.error());
            return stream;
        }
        if (segment->marker == markerCod || segment->marker == markerCoc) {
            if (const Result<void> applied = applyStyle(segment->marker, segment->content, *stream); !applied)
                return fail(applied.error());
        } else if (segment->marker == markerSod || segment->marker == markerEoc) {
            return damaged("no tile");
        } else if (!isHarmless(segment->marker, true)) {
            return unusual("marker in the main header");
        }
    }
    return unusual("too many markers");
}

} // namespace dd::nfc::jpeg2000
