#include "nfc/apdu/definite_lengths.h"

#include "nfc/apdu/tlv.h"

namespace dd::nfc::tlv {
namespace {

constexpr int deepestNesting = 32;                  // a SOD's certificate has a dozen levels
constexpr qsizetype longestRewritten = 1024 * 1024; // far beyond any SOD; rewriting holds a few copies
constexpr quint8 indefiniteForm = 0x80;

struct BerHeader
{
    quint32 tag = 0;
    bool constructed = false;
    std::optional<qsizetype> valueSize; // none: indefinite
    qsizetype headerSize = 0;
};

std::optional<BerHeader> readBerHeader(QByteArrayView bytes)
{
    const auto octetAt = [&](qsizetype index) { return static_cast<quint8>(bytes[index]); };
    qsizetype lengthAt = 1;
    if (bytes.size() >= 2 && (octetAt(0) & 0x1F) == 0x1F) { // the tag goes on
        while (lengthAt < bytes.size() && (octetAt(lengthAt) & 0x80) != 0)
            ++lengthAt;
        ++lengthAt;
    }
    if (lengthAt >= bytes.size() || lengthAt > 3)
        return std::nullopt;
    BerHeader header;
    for (qsizetype i = 0; i < lengthAt; ++i)
        header.tag = header.tag << 8 | octetAt(i);
    header.constructed = (octetAt(0) & 0x20) != 0;
    if (octetAt(lengthAt) == indefiniteForm) {
        header.headerSize = lengthAt + 1;
        return header.constructed ? std::optional(header) : std::nullopt;
    }
    const Result<Header> definite = readHeader(bytes);
    if (!definite || definite->valueSize > bytes.size() - definite->headerSize)
        return std::nullopt;
    header.valueSize = definite->valueSize;
    header.headerSize = definite->headerSize;
    return header;
}

bool isEndOfContents(QByteArrayView bytes)
{
    return bytes.size() >= 2 && bytes[0] == '\0' && bytes[1] == '\0';
}

struct Rewritten
{
    QByteArray bytes;
    qsizetype consumed = 0;
    bool changed = false;
};

std::optional<Rewritten> rewriteElement(QByteArrayView bytes, int depth);

// Elements until the value ends, or until 00 00 where it says so itself.
std::optional<Rewritten> rewriteValue(QByteArrayView bytes, bool untilEndOfContents, int depth)
{
    Rewritten value;
    for (;;) {
        const QByteArrayView rest = bytes.sliced(value.consumed);
        if (untilEndOfContents && isEndOfContents(rest)) {
            value.consumed += 2;
            value.changed = true;
            return value;
        }
        if (rest.isEmpty())
            return untilEndOfContents ? std::nullopt : std::optional(value);
        const std::optional<Rewritten> element = rewriteElement(rest, depth);
        if (!element)
            return std::nullopt;
        value.bytes += element->bytes;
        value.consumed += element->consumed;
        value.changed = value.changed || element->changed;
    }
}

std::optional<Rewritten> rewriteElement(QByteArrayView bytes, int depth)
{
    const std::optional<BerHeader> header = readBerHeader(bytes);
    if (!header || depth > deepestNesting)
        return std::nullopt;
    const QByteArrayView behind = bytes.sliced(header->headerSize);
    const qsizetype definiteSize = header->headerSize + header->valueSize.value_or(0);
    if (!header->constructed)
        return Rewritten{bytes.first(definiteSize).toByteArray(), definiteSize, false};
    const std::optional<Rewritten> value =
        header->valueSize ? rewriteValue(behind.first(*header->valueSize), false, depth + 1) : rewriteValue(behind, true, depth + 1);
    if (!value)
        return std::nullopt;
    const qsizetype consumed = header->headerSize + value->consumed;
    if (!value->changed)
        return Rewritten{bytes.first(consumed).toByteArray(), consumed, false};
    return Rewritten{encode(header->tag, value->bytes), consumed, true};
}

// Whether one is met on the way down the first elements, where a stream opens it before anything else; looks at headers only.
bool opensIndefinitely(QByteArrayView bytes, int depth)
{
    while (!bytes.isEmpty() && depth <= deepestNesting) {
        const std::optional<BerHeader> header = readBerHeader(bytes);
        if (!header)
            return false;
        if (!header->valueSize)
            return true;
        if (header->constructed && opensIndefinitely(bytes.sliced(header->headerSize, *header->valueSize), depth + 1))
            return true;
        bytes = bytes.sliced(header->headerSize + *header->valueSize);
    }
    return false;
}

} // namespace

std::optional<QByteArray> withDefiniteLengths(QByteArrayView ber)
{
    if (ber.size() > longestRewritten || !opensIndefinitely(ber, 0))
        return std::nullopt;
    const std::optional<Rewritten> element = rewriteElement(ber, 0);
    if (!element || !element->changed)
        return std::nullopt;
    return element->bytes + ber.sliced(element->consumed).toByteArray();
}

} // namespace dd::nfc::tlv
