#include "core/credential/message_parts.h"

#include <QSet>

namespace dd::credential {

cbor::Value keyArray(const QList<crypto::PublicKey> &keys)
{
    QList<cbor::Value> values;
    for (const crypto::PublicKey &key : keys) {
        const Result<cbor::Value> coseKey = cbor::decode(key.cose()); // always well formed: fromCose() read these bytes
        values.append(coseKey ? *coseKey : cbor::Value());
    }
    return cbor::Value::array(values);
}

QList<crypto::PublicKey> readKeys(MapReader &reader, qint64 label, qsizetype most)
{
    const QList<cbor::Value> items = reader.value(label).toArray();
    if (items.isEmpty() || items.size() > most) {
        reader.refuse(QStringLiteral("keys"));
        return {};
    }
    QList<crypto::PublicKey> keys;
    QSet<QByteArray> seen;
    for (const cbor::Value &item : items) {
        const Result<crypto::PublicKey> key = crypto::profileKey(item);
        if (!key) {
            reader.refuse(key.error());
            return {};
        }
        if (seen.contains(key->cose())) // would make linkable copies
            reader.refuse(QStringLiteral("keys"));
        seen.insert(key->cose());
        keys.append(*key);
    }
    return keys;
}

cbor::Value byteStrings(const QList<QByteArray> &items)
{
    QList<cbor::Value> values;
    for (const QByteArray &item : items)
        values.append(cbor::Value::bytes(item));
    return cbor::Value::array(values);
}

QList<QByteArray> readByteStrings(MapReader &reader, qint64 label, qsizetype most, qsizetype mostBytes)
{
    const cbor::Value array = reader.value(label);
    QList<QByteArray> items;
    for (const cbor::Value &item : array.toArray()) {
        if (!item.isBytes() || item.toBytes().isEmpty() || item.toBytes().size() > mostBytes)
            reader.refuse(QStringLiteral("label %1").arg(label));
        items.append(item.toBytes());
    }
    if (items.isEmpty() || items.size() > most)
        reader.refuse(QStringLiteral("label %1").arg(label));
    return items;
}

} // namespace dd::credential
