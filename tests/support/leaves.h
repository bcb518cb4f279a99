// What a signed message is made of, to compare two of them: what they share links them.
#pragma once

#include "core/codec/cbor.h"

namespace dd::test {

// Everything a token says, leaf by leaf, byte strings that hold CBOR opened: bytes apart from all else.
struct Leaves
{
    QList<QByteArray> bytes;
    QList<QByteArray> others; // encoded
};

inline void collect(const cbor::Value &value, Leaves &leaves)
{
    if (value.isTag()) {
        collect(value.tagged(), leaves);
    } else if (value.isArray()) {
        for (const cbor::Value &item : value.toArray())
            collect(item, leaves);
    } else if (value.isMap()) {
        for (const cbor::Value::Pair &pair : value.toMap()) {
            leaves.others.append(cbor::encode(pair.first));
            collect(pair.second, leaves);
        }
    } else if (value.isBytes()) {
        const auto inner = cbor::decode(value.toBytes());
        if (inner && (inner->isMap() || inner->isArray())) // headers, payload, disclosures
            collect(*inner, leaves);
        else
            leaves.bytes.append(value.toBytes());
    } else {
        leaves.others.append(cbor::encode(value));
    }
}

} // namespace dd::test
