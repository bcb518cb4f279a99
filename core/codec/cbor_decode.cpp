#include "core/codec/cbor.h"

#include <algorithm>
#include <limits>
#include <QSet>

namespace dd::cbor {
namespace {

constexpr quint64 mostReserved = 64; // items: what a head merely says is worth no more memory than this

class Reader
{
public:
    Reader(QByteArrayView bytes, Limits limits) : m_bytes(bytes), m_limits(limits) {}

    Result<Value> readValue(int depth);
    [[nodiscard]] bool atEnd() const { return m_position == m_bytes.size(); }
    [[nodiscard]] std::unexpected<Error> malformed(const char *what) const { return refuse(ErrorCode::CborMalformed, what); }

private:
    struct Head
    {
        unsigned major;
        unsigned information;
        quint64 argument;
    };

    [[nodiscard]] Result<Head> readHead();
    [[nodiscard]] Result<Value> readSimple(const Head &head);
    [[nodiscard]] Result<Value> readString(const Head &head);
    [[nodiscard]] Result<Value> readArray(quint64 count, int depth);
    [[nodiscard]] Result<Value> readMap(quint64 count, int depth);
    [[nodiscard]] quint64 left() const { return static_cast<quint64>(m_bytes.size() - m_position); }
    [[nodiscard]] std::unexpected<Error> notDeterministic(const char *what) const { return refuse(ErrorCode::CborNotDeterministic, what); }
    [[nodiscard]] std::unexpected<Error> refuse(ErrorCode code, const char *what) const
    {
        return fail(code, QStringLiteral("CBOR"), QStringLiteral("%1, before byte %2").arg(QLatin1String(what)).arg(m_position));
    }

    QByteArrayView m_bytes;
    Limits m_limits;
    qsizetype m_position = 0;
    qsizetype m_items = 0;
};

Result<Reader::Head> Reader::readHead()
{
    if (atEnd())
        return malformed("an item is missing");
    const unsigned initial = static_cast<unsigned char>(m_bytes[m_position++]);
    Head head{initial >> 5U, initial & 0x1FU, initial & 0x1FU};
    if (head.information < 24)
        return head;
    if (head.information == 31) {
        if (head.major == 7)
            return malformed("a break with nothing to end");
        if (head.major < 2 || head.major == 6)
            return malformed("an integer or tag of indefinite length");
        return notDeterministic("indefinite length");
    }
    if (head.information > 27)
        return malformed("reserved additional information");
    const unsigned size = 1U << (head.information - 24);
    if (left() < size)
        return malformed("the input ends inside a head");
    head.argument = 0;
    for (unsigned i = 0; i < size; ++i)
        head.argument = head.argument << 8 | static_cast<unsigned char>(m_bytes[m_position++]);
    if (head.major == 7)
        return head; // the argument is a simple value or a float, judged by readSimple
    constexpr quint64 smallest[] = {24, 0x100, 0x1'0000, 0x1'0000'0000};
    if (head.argument < smallest[head.information - 24])
        return notDeterministic("a head longer than it needs to be");
    return head;
}

Result<Value> Reader::readValue(int depth)
{
    if (++m_items > m_limits.items)
        return malformed("more items than allowed");
    const Result<Head> head = readHead();
    if (!head)
        return fail(head.error());
    const quint64 argument = head->argument;
    if (head->major >= 4 && head->major <= 6 && depth >= m_limits.depth)
        return malformed("nested too deep");
    switch (head->major) {
    case 0:
    case 1:
        if (argument > static_cast<quint64>(std::numeric_limits<qint64>::max()))
            return notDeterministic("an integer outside 64 bits with sign");
        return Value::integer(head->major == 0 ? static_cast<qint64>(argument) : -1 - static_cast<qint64>(argument));
    case 2:
    case 3:
        return readString(*head);
    case 4:
        return readArray(argument, depth + 1);
    case 5:
        return readMap(argument, depth + 1);
    case 6: {
        Result<Value> item = readValue(depth + 1);
        if (!item)
            return item;
        return Value::tagged(argument, std::move(*item));
    }
    default:
        return readSimple(*head);
    }
}

Result<Value> Reader::readSimple(const Head &head)
{
    if (head.information > 24)
        return notDeterministic("a floating-point number");
    if (head.information == 24 && head.argument < 32)
        return malformed("a simple value below 32 in two bytes"); // RFC 8949 §3.3
    return Value::simple(static_cast<quint8>(head.argument));
}

Result<Value> Reader::readString(const Head &head)
{
    if (head.argument > left())
        return malformed("the input ends inside a string");
    const QByteArrayView content = m_bytes.sliced(m_position, static_cast<qsizetype>(head.argument));
    if (head.major == 3 && !content.isValidUtf8())
        return malformed("text that is not UTF-8");
    m_position += content.size();
    if (head.major == 2)
        return Value::bytes(content.toByteArray());
    return Value::utf8(content);
}

Result<Value> Reader::readArray(quint64 count, int depth)
{
    if (count > left()) // each item takes a byte at least: a made-up count allocates nothing
        return malformed("the input ends inside an array");
    QList<Value> items;
    items.reserve(static_cast<qsizetype>(std::min(count, mostReserved)));
    for (quint64 i = 0; i < count; ++i) {
        Result<Value> item = readValue(depth);
        if (!item)
            return item;
        items.append(std::move(*item));
    }
    return Value::array(std::move(items));
}

Result<Value> Reader::readMap(quint64 count, int depth)
{
    if (count > left() / 2)
        return malformed("the input ends inside a map");
    QList<Value> items;
    items.reserve(static_cast<qsizetype>(std::min(2 * count, mostReserved)));
    QByteArrayView previous;
    QSet<QByteArrayView> seen;
    for (quint64 i = 0; i < count; ++i) {
        const qsizetype start = m_position;
        Result<Value> key = readValue(depth);
        if (!key)
            return key;
        const QByteArrayView encodedKey = m_bytes.sliced(start, m_position - start);
        if (m_limits.requireSorted) {
            if (encodedKey == previous)
                return notDeterministic("a map key occurs twice");
            if (i > 0 && encodedKey < previous)
                return notDeterministic("map keys are not sorted");
            previous = encodedKey;
        } else if (seen.contains(encodedKey)) {
            return notDeterministic("a map key occurs twice");
        } else {
            seen.insert(encodedKey);
        }
        Result<Value> value = readValue(depth);
        if (!value)
            return value;
        items << std::move(*key) << std::move(*value);
    }
    if (m_limits.requireSorted)
        return Value::sortedMap(std::move(items));
    QList<Value::Pair> pairs;
    for (qsizetype i = 0; i < items.size(); i += 2)
        pairs.append({items[i], items[i + 1]});
    return Value::map(std::move(pairs));
}

} // namespace

Result<Value> decode(QByteArrayView bytes, Limits limits)
{
    Reader reader(bytes, limits);
    if (bytes.size() > limits.size)
        return reader.malformed("longer than allowed");
    Result<Value> value = reader.readValue(0);
    if (value && !reader.atEnd())
        return reader.malformed("trailing bytes");
    return value;
}

} // namespace dd::cbor
