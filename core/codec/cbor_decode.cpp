#include "core/codec/cbor.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <QSet>

namespace dd::cbor {
namespace {

constexpr quint64 mostReserved = 64; // items: what a head merely says is worth no more memory than this

// Reads into values that stand where they will stay; the first trouble ends it and is kept.
class Reader
{
public:
    Reader(QByteArrayView bytes, Limits limits) : m_bytes(bytes), m_limits(limits) {}

    [[nodiscard]] bool read(Value &into, int depth);
    [[nodiscard]] bool atEnd() const { return m_position == m_bytes.size(); }
    bool malformed(const char *what) { return refuse(ErrorCode::CborMalformed, what); }
    [[nodiscard]] const Error &error() const { return *m_error; }

private:
    struct Head
    {
        unsigned major = 0;
        unsigned information = 0;
        quint64 argument = 0;
    };

    [[nodiscard]] bool readHead(Head &head);
    [[nodiscard]] bool readSimple(Value &into, const Head &head);
    [[nodiscard]] bool readString(Value &into, const Head &head);
    [[nodiscard]] bool readArray(Value &into, quint64 count, int depth);
    [[nodiscard]] bool readMap(Value &into, quint64 count, int depth);
    [[nodiscard]] quint64 left() const { return static_cast<quint64>(m_bytes.size() - m_position); }
    bool notDeterministic(const char *what) { return refuse(ErrorCode::CborNotDeterministic, what); }
    bool refuse(ErrorCode code, const char *what)
    {
        m_error = Error{code, QStringLiteral("CBOR"), QStringLiteral("%1, before byte %2").arg(QLatin1String(what)).arg(m_position), {}};
        return false;
    }

    QByteArrayView m_bytes;
    Limits m_limits;
    qsizetype m_position = 0;
    qsizetype m_items = 0;
    std::optional<Error> m_error;
};

bool Reader::readHead(Head &head)
{
    if (atEnd())
        return malformed("an item is missing");
    const unsigned initial = static_cast<unsigned char>(m_bytes[m_position++]);
    head = {initial >> 5U, initial & 0x1FU, initial & 0x1FU};
    if (head.information < 24)
        return true;
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
        return true; // the argument is a simple value or a float, judged by readSimple
    constexpr quint64 smallest[] = {24, 0x100, 0x1'0000, 0x1'0000'0000};
    if (head.argument < smallest[head.information - 24])
        return notDeterministic("a head longer than it needs to be");
    return true;
}

bool Reader::read(Value &into, int depth)
{
    if (++m_items > m_limits.items)
        return malformed("more items than allowed");
    Head head;
    if (!readHead(head))
        return false;
    const quint64 argument = head.argument;
    if (head.major >= 4 && head.major <= 6 && depth >= m_limits.depth)
        return malformed("nested too deep");
    switch (head.major) {
    case 0:
    case 1:
        if (argument > static_cast<quint64>(std::numeric_limits<qint64>::max()))
            return notDeterministic("an integer outside 64 bits with sign");
        into = Value::integer(head.major == 0 ? static_cast<qint64>(argument) : -1 - static_cast<qint64>(argument));
        return true;
    case 2:
    case 3:
        return readString(into, head);
    case 4:
        return readArray(into, argument, depth + 1);
    case 5:
        return readMap(into, argument, depth + 1);
    case 6: {
        Value item;
        if (!read(item, depth + 1))
            return false;
        into = Value::tagged(argument, std::move(item));
        return true;
    }
    default:
        return readSimple(into, head);
    }
}

bool Reader::readSimple(Value &into, const Head &head)
{
    if (head.information > 24)
        return notDeterministic("a floating-point number");
    if (head.information == 24 && head.argument < 32)
        return malformed("a simple value below 32 in two bytes"); // RFC 8949 §3.3
    into = Value::simple(static_cast<quint8>(head.argument));
    return true;
}

bool Reader::readString(Value &into, const Head &head)
{
    if (head.argument > left())
        return malformed("the input ends inside a string");
    const QByteArrayView content = m_bytes.sliced(m_position, static_cast<qsizetype>(head.argument));
    if (head.major == 3 && !content.isValidUtf8())
        return malformed("text that is not UTF-8");
    m_position += content.size();
    into = head.major == 2 ? Value::bytes(content.toByteArray()) : Value::utf8(content);
    return true;
}

bool Reader::readArray(Value &into, quint64 count, int depth)
{
    if (count > left()) // each item takes a byte at least: a made-up count allocates nothing
        return malformed("the input ends inside an array");
    QList<Value> items;
    items.reserve(static_cast<qsizetype>(std::min(count, mostReserved)));
    for (quint64 i = 0; i < count; ++i) {
        if (!read(items.emplaceBack(), depth))
            return false;
    }
    into = Value::array(std::move(items));
    return true;
}

bool Reader::readMap(Value &into, quint64 count, int depth)
{
    if (count > left() / 2)
        return malformed("the input ends inside a map");
    QList<Value> items;
    items.reserve(static_cast<qsizetype>(std::min(2 * count, mostReserved)));
    QByteArrayView previous;
    QSet<QByteArrayView> seen;
    for (quint64 i = 0; i < count; ++i) {
        const qsizetype start = m_position;
        if (!read(items.emplaceBack(), depth))
            return false;
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
        if (!read(items.emplaceBack(), depth))
            return false;
    }
    if (m_limits.requireSorted) {
        into = Value::sortedMap(std::move(items));
        return true;
    }
    QList<Value::Pair> pairs;
    for (qsizetype i = 0; i < items.size(); i += 2)
        pairs.append({items[i], items[i + 1]});
    into = Value::map(std::move(pairs));
    return true;
}

} // namespace

Result<Value> decode(QByteArrayView bytes, Limits limits)
{
    Reader reader(bytes, limits);
    Value value;
    if (bytes.size() > limits.size)
        reader.malformed("longer than allowed");
    else if (reader.read(value, 0) && (reader.atEnd() || reader.malformed("trailing bytes")))
        return value;
    return fail(reader.error());
}

} // namespace dd::cbor
