// Strict deterministic CBOR (RFC 8949 §4.2.1), the only CBOR that signed data may use here. The reader refuses
// what the encoder would not have written: indefinite lengths, non-shortest heads, unsorted or repeated map
// keys (bytewise order of the encoded keys), floats, bad UTF-8, trailing bytes, and anything deeper than the limit.
// Qt's QCborValue accepts all of these, so it is not used for anything that is signed.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <utility>

namespace dd::cbor {

class Value
{
public:
    enum class Type { Integer, Bytes, Text, Array, Map, Tag, Simple };
    using Pair = std::pair<Value, Value>;

    Value() = default; // null: simple(22)
    [[nodiscard]] static Value integer(qint64 value);
    [[nodiscard]] static Value bytes(QByteArray value);
    [[nodiscard]] static Value text(const QString &value);
    [[nodiscard]] static Value utf8(QByteArrayView value); // must be valid UTF-8
    [[nodiscard]] static Value array(QList<Value> items);
    // Sorted on encoding. A repeated key or simple(24..31) is a programming error: encode() then answers nothing at all.
    [[nodiscard]] static Value map(QList<Pair> pairs);
    // The same from keys and values in turn whose keys are in encoded order already, as a map's own are.
    [[nodiscard]] static Value sortedMap(QList<Value> keysAndValues);
    [[nodiscard]] static Value tagged(quint64 tag, Value item);
    [[nodiscard]] static Value simple(quint8 number);
    [[nodiscard]] static Value boolean(bool value) { return simple(value ? 21 : 20); }

    [[nodiscard]] Type type() const { return m_type; }
    [[nodiscard]] bool isInteger() const { return m_type == Type::Integer; }
    [[nodiscard]] bool isBytes() const { return m_type == Type::Bytes; }
    [[nodiscard]] bool isText() const { return m_type == Type::Text; }
    [[nodiscard]] bool isArray() const { return m_type == Type::Array; }
    [[nodiscard]] bool isMap() const { return m_type == Type::Map; }
    [[nodiscard]] bool isTag() const { return m_type == Type::Tag; }
    [[nodiscard]] bool isTag(quint64 number) const { return isTag() && tag() == number; }
    [[nodiscard]] bool isSimple(quint8 number) const { return m_type == Type::Simple && m_integer == number; }
    [[nodiscard]] bool isBool() const { return isSimple(20) || isSimple(21); }

    // Each is meaningful only for its type; the wrong one answers 0, empty or false, never crashes.
    [[nodiscard]] qint64 toInteger() const { return isInteger() ? m_integer : 0; }
    [[nodiscard]] QByteArray toBytes() const { return isBytes() ? m_bytes : QByteArray(); }
    [[nodiscard]] QString toText() const;
    [[nodiscard]] bool toBool() const { return isSimple(21); }
    [[nodiscard]] quint8 toSimple() const { return m_type == Type::Simple ? static_cast<quint8>(m_integer) : 0; }
    [[nodiscard]] quint64 tag() const { return isTag() ? static_cast<quint64>(m_integer) : 0; }
    [[nodiscard]] Value tagged() const { return isTag() && !m_items.isEmpty() ? m_items.first() : Value(); }
    [[nodiscard]] QList<Value> toArray() const { return isArray() ? m_items : QList<Value>(); }
    [[nodiscard]] QList<Pair> toMap() const;
    [[nodiscard]] qsizetype pairCount() const { return isMap() ? m_items.size() / 2 : 0; }
    // Of a map's pair, `index` being below pairCount(), without a copy of all of them.
    [[nodiscard]] const Value &keyAt(qsizetype index) const { return m_items[2 * index]; }
    [[nodiscard]] const Value &valueAt(qsizetype index) const { return m_items[2 * index + 1]; }

    // Look-ups in a map; nullptr when absent or when this is not a map. The pointer lives as long as this value.
    [[nodiscard]] const Value *find(qint64 key) const;
    [[nodiscard]] const Value *find(const QString &key) const;
    [[nodiscard]] const Value *findSimple(quint8 key) const;

    // Not defaulted: QList<Value>'s own comparison is looked up while Value is incomplete, and may come out deleted.
    friend bool operator==(const Value &a, const Value &b);

private:
    Type m_type = Type::Simple;
    qint64 m_integer = 22;
    QByteArray m_bytes;   // bytes, or UTF-8 text
    QList<Value> m_items; // array items; map keys and values in turn; the tagged item
};

struct Limits
{
    int depth = 16;            // arrays, maps and tags inside one another; [] alone is 1
    qsizetype size = 1 << 20;  // bytes of the whole input
    qsizetype items = 1 << 16; // heads of the whole input: a byte of it can cost 64 of memory
    bool requireSorted = true; // false only for other people's test vectors; repeated keys are refused all the same
};

// Empty only for a value that has no encoding (see Value::map).
[[nodiscard]] QByteArray encode(const Value &value);
// CborMalformed: not well-formed or not valid (RFC 8949 §5.3), or trailing bytes, or above the limits.
// CborNotDeterministic: well-formed, but not what encode() writes: indefinite lengths, non-shortest heads, unsorted or
// repeated keys, and what this profile has no place for: floats, integers outside qint64.
[[nodiscard]] Result<Value> decode(QByteArrayView bytes, Limits limits = {});
// Head plus content of a byte string: what an SD-CWT digest covers.
[[nodiscard]] QByteArray encodeBytes(QByteArrayView content);
void appendBytes(QByteArray &out, QByteArrayView content);

} // namespace dd::cbor
