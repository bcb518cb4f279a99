#include "nfc/apdu/tlv.h"

namespace dd::nfc::tlv {
namespace {

std::unexpected<Error> damaged(const QString &stage, const char *why)
{
    return fail(ErrorCode::DamagedFile, stage, QLatin1String(why));
}

quint8 octet(QByteArrayView bytes, qsizetype index)
{
    return static_cast<quint8>(bytes[index]);
}

} // namespace

Result<Header> readHeader(QByteArrayView bytes, const QString &stage)
{
    if (bytes.isEmpty())
        return damaged(stage, "tag missing");
    Header header;
    qsizetype at = 0;
    header.tag = octet(bytes, at++);
    // 00 and FF are padding bytes, not tags (ISO/IEC 7816-4 §5.2.2.1).
    if (header.tag == 0x00 || header.tag == 0xFF)
        return damaged(stage, "not a tag");
    if ((header.tag & 0x1F) == 0x1F) {
        for (;;) {
            if (at == 3)
                return damaged(stage, "tag too long");
            if (at == bytes.size())
                return damaged(stage, "tag cut short");
            const quint8 next = octet(bytes, at++);
            if (at == 2 && next == 0x80)
                return damaged(stage, "tag has leading zeros");
            header.tag = header.tag << 8 | next;
            if ((next & 0x80) == 0)
                break;
        }
    }
    if (at == bytes.size())
        return damaged(stage, "length missing");
    const quint8 first = octet(bytes, at++);
    if (first < 0x80) {
        header.valueSize = first;
    } else {
        const int count = first & 0x7F;
        if (count == 0 || count > 3)
            return damaged(stage, "length form not allowed");
        if (bytes.size() - at < count)
            return damaged(stage, "length cut short");
        for (int i = 0; i < count; ++i)
            header.valueSize = header.valueSize << 8 | octet(bytes, at++);
    }
    header.headerSize = at;
    return header;
}

Result<Element> readSingle(QByteArrayView bytes, quint32 tag, const QString &stage)
{
    Reader reader(bytes, stage);
    const Result<Element> element = reader.next(tag);
    if (!element)
        return element;
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());
    return element;
}

std::optional<quint32> Reader::peekTag() const
{
    const Result<Header> header = readHeader(m_rest);
    return header ? std::optional(header->tag) : std::nullopt;
}

Result<Element> Reader::next()
{
    const Result<Header> header = readHeader(m_rest, m_stage);
    if (!header)
        return fail(header.error());
    if (header->valueSize > m_rest.size() - header->headerSize)
        return damaged(m_stage, "value cut short");
    const Element element{header->tag, m_rest.sliced(header->headerSize, header->valueSize), m_rest.first(header->totalSize())};
    m_rest = m_rest.sliced(header->totalSize());
    return element;
}

Result<Element> Reader::next(quint32 tag)
{
    Result<Element> element = next();
    if (element && element->tag != tag)
        return fail(ErrorCode::DamagedFile, m_stage, QStringLiteral("tag %1 where %2 belongs").arg(element->tag, 0, 16).arg(tag, 0, 16));
    return element;
}

Result<void> Reader::finish() const
{
    if (!atEnd())
        return damaged(m_stage, "bytes left over");
    return {};
}

QByteArray encode(quint32 tag, QByteArrayView value)
{
    QByteArray out;
    out.reserve(value.size() + 7);
    for (int shift = 16; shift >= 0; shift -= 8) {
        if (shift == 0 || (tag >> shift) != 0)
            out.append(static_cast<char>((tag >> shift) & 0xFF));
    }
    const qsizetype size = value.size();
    if (size >= 0x80) {
        const int count = size > 0xFFFF ? 3 : size > 0xFF ? 2 : 1;
        out.append(static_cast<char>(0x80 | count));
        for (int shift = 8 * (count - 1); shift > 0; shift -= 8)
            out.append(static_cast<char>((size >> shift) & 0xFF));
    }
    out.append(static_cast<char>(size & 0xFF));
    out.append(value.data(), size);
    return out;
}

QByteArray encode(quint32 tag, std::initializer_list<QByteArray> parts)
{
    QByteArray joined;
    for (const QByteArray &part : parts)
        joined.append(part);
    return encode(tag, joined);
}

Result<int> smallInteger(QByteArrayView value, const QString &stage)
{
    if (value.isEmpty() || value.size() > 4 || (octet(value, 0) & 0x80) != 0)
        return damaged(stage, "INTEGER out of range");
    int number = 0;
    for (const char byte : value)
        number = number << 8 | static_cast<quint8>(byte);
    return number;
}

} // namespace dd::nfc::tlv
