#include "core/codec/cbor.h"

namespace dd::cbor {
namespace {

// RFC 8949 §3: the three top bits of the initial byte.
enum Major : unsigned { Unsigned = 0, Negative = 1, ByteString = 2, TextString = 3, ArrayHead = 4, MapHead = 5, TagHead = 6, SimpleHead = 7 };

// §4.2.1: the argument is as short as possible.
void appendHead(QByteArray &out, Major major, quint64 argument)
{
    const unsigned top = major << 5;
    if (argument < 24) {
        out.append(static_cast<char>(top | argument));
        return;
    }
    const int size = argument <= 0xFF ? 1 : argument <= 0xFFFF ? 2 : argument <= 0xFFFFFFFF ? 4 : 8;
    const unsigned information = size == 1 ? 24 : size == 2 ? 25 : size == 4 ? 26 : 27;
    out.append(static_cast<char>(top | information));
    for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
        out.append(static_cast<char>(argument >> shift & 0xFF));
}

bool appendValue(QByteArray &out, const Value &value);

bool appendMap(QByteArray &out, const Value &map)
{
    appendHead(out, MapHead, static_cast<quint64>(map.pairCount()));
    qsizetype previous = out.size(); // where the key before this one stands
    qsizetype previousEnd = previous;
    for (qsizetype i = 0; i < map.pairCount(); ++i) {
        const qsizetype start = out.size();
        if (!appendValue(out, map.keyAt(i)))
            return false;
        const QByteArrayView written(out);
        if (written.sliced(start) <= written.sliced(previous, previousEnd - previous)) // they are sorted: equal means repeated
            return false;
        previous = start;
        previousEnd = out.size();
        if (!appendValue(out, map.valueAt(i)))
            return false;
    }
    return true;
}

bool appendValue(QByteArray &out, const Value &value)
{
    switch (value.type()) {
    case Value::Type::Integer: {
        const qint64 number = value.toInteger();
        // -1 - n without overflow: the complement of a negative two's complement number is n.
        appendHead(out, number < 0 ? Negative : Unsigned, static_cast<quint64>(number < 0 ? ~number : number));
        return true;
    }
    case Value::Type::Bytes:
        appendBytes(out, value.toBytes());
        return true;
    case Value::Type::Text: {
        const QByteArray utf8 = value.toText().toUtf8();
        appendHead(out, TextString, static_cast<quint64>(utf8.size()));
        out.append(utf8);
        return true;
    }
    case Value::Type::Array: {
        const QList<Value> items = value.toArray();
        appendHead(out, ArrayHead, static_cast<quint64>(items.size()));
        for (const Value &item : items) {
            if (!appendValue(out, item))
                return false;
        }
        return true;
    }
    case Value::Type::Map:
        return appendMap(out, value);
    case Value::Type::Tag:
        appendHead(out, TagHead, value.tag());
        return appendValue(out, value.tagged());
    case Value::Type::Simple:
        if (value.toSimple() >= 24 && value.toSimple() < 32) // RFC 8949 §3.3: never encoded
            return false;
        appendHead(out, SimpleHead, value.toSimple());
        return true;
    }
    return false;
}

} // namespace

QByteArray encode(const Value &value)
{
    QByteArray out;
    return appendValue(out, value) ? out : QByteArray();
}

QByteArray encodeBytes(QByteArrayView content)
{
    QByteArray out;
    out.reserve(content.size() + 9);
    appendBytes(out, content);
    return out;
}

void appendBytes(QByteArray &out, QByteArrayView content)
{
    appendHead(out, ByteString, static_cast<quint64>(content.size()));
    out.append(content);
}

} // namespace dd::cbor
