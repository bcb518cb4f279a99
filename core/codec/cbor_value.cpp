#include "core/codec/cbor.h"

#include <algorithm>
#include <QStringDecoder>

namespace dd::cbor {

Value Value::integer(qint64 value)
{
    Value out;
    out.m_type = Type::Integer;
    out.m_integer = value;
    return out;
}

Value Value::bytes(QByteArray value)
{
    Value out;
    out.m_type = Type::Bytes;
    out.m_integer = 0;
    out.m_bytes = std::move(value);
    return out;
}

Value Value::text(const QString &value)
{
    return utf8(value.toUtf8());
}

Value Value::utf8(QByteArrayView value)
{
    Value out = bytes(value.toByteArray());
    out.m_type = Type::Text;
    return out;
}

Value Value::array(QList<Value> items)
{
    Value out;
    out.m_type = Type::Array;
    out.m_integer = 0;
    out.m_items = std::move(items);
    return out;
}

Value Value::map(QList<Pair> pairs)
{
    // Kept in encoded order from the start, so that equal maps compare equal.
    QList<std::pair<QByteArray, Pair>> sorted;
    sorted.reserve(pairs.size());
    for (Pair &pair : pairs)
        sorted.append({encode(pair.first), std::move(pair)});
    std::sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    QList<Value> items;
    items.reserve(sorted.size() * 2);
    for (auto &entry : sorted)
        items << std::move(entry.second.first) << std::move(entry.second.second);
    return sortedMap(std::move(items));
}

Value Value::sortedMap(QList<Value> keysAndValues)
{
    Value out;
    out.m_type = Type::Map;
    out.m_integer = 0;
    out.m_items = std::move(keysAndValues);
    return out;
}

Value Value::tagged(quint64 tag, Value item)
{
    Value out;
    out.m_type = Type::Tag;
    out.m_integer = static_cast<qint64>(tag);
    out.m_items = {std::move(item)};
    return out;
}

Value Value::simple(quint8 number)
{
    Value out;
    out.m_integer = number;
    return out;
}

bool operator==(const Value &a, const Value &b)
{
    return a.m_type == b.m_type && a.m_integer == b.m_integer && a.m_bytes == b.m_bytes &&
           std::equal(a.m_items.begin(), a.m_items.end(), b.m_items.begin(), b.m_items.end());
}

QString Value::toText() const
{
    if (!isText())
        return {};
    // QString::fromUtf8 drops a leading U+FEFF, and two different texts would look the same.
    if (!m_bytes.startsWith("\xEF\xBB\xBF"))
        return QString::fromUtf8(m_bytes);
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    return decoder(m_bytes);
}

QList<Value::Pair> Value::toMap() const
{
    QList<Pair> pairs;
    if (!isMap())
        return pairs;
    pairs.reserve(m_items.size() / 2);
    for (qsizetype i = 0; i + 1 < m_items.size(); i += 2)
        pairs.append({m_items[i], m_items[i + 1]});
    return pairs;
}

const Value *Value::find(qint64 key) const
{
    for (qsizetype i = 0; isMap() && i + 1 < m_items.size(); i += 2) {
        if (m_items[i].isInteger() && m_items[i].m_integer == key)
            return &m_items[i + 1];
    }
    return nullptr;
}

const Value *Value::find(const QString &key) const
{
    const QByteArray utf8 = key.toUtf8();
    for (qsizetype i = 0; isMap() && i + 1 < m_items.size(); i += 2) {
        if (m_items[i].isText() && m_items[i].m_bytes == utf8)
            return &m_items[i + 1];
    }
    return nullptr;
}

const Value *Value::findSimple(quint8 key) const
{
    for (qsizetype i = 0; isMap() && i + 1 < m_items.size(); i += 2) {
        if (m_items[i].isSimple(key))
            return &m_items[i + 1];
    }
    return nullptr;
}

} // namespace dd::cbor
