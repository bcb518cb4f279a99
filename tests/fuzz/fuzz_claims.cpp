// The claims themselves: in a whole credential a digest, and in a presentation two signatures, stand between a fuzzer and these readers.
// What is read says the same when it is written again.
#include "core/credential/claims_codec.h"

#include <cstddef>
#include <cstdint>

namespace {

using namespace dd;
using namespace dd::credential;
using cbor::Value;

void insistOn(const Value &again, QByteArrayView input)
{
    if (cbor::encode(again) != input)
        __builtin_trap();
}

template <typename T>
void readGroup(const Result<T> &read, QByteArrayView input)
{
    if (read)
        insistOn(encode(*read), input);
}

void readShown(CredentialType type, const Value &value, QByteArrayView input)
{
    Claims claims;
    claims.type = type;
    claims.issuedAt = 1'795'219'200;
    if (!decodeShown(value, claims))
        return;
    for (const Value::Pair &pair : value.toMap()) {
        if (!pair.first.isInteger() || pair.first.toInteger() >= 10) // passed over
            return;
    }
    switch (type) {
    case CredentialType::Identity:
        return insistOn(Value::map(encodeShown(IdentityClaims{claims.level, claims.evidence, {}, {}, {}})), input);
    case CredentialType::TravelPass:
        return insistOn(Value::map(encodeShown(*claims.pass)), input);
    case CredentialType::ResidenceStatus:
        return insistOn(Value::map(encodeShown(*claims.residence)), input);
    case CredentialType::ResidenceReceipt:
        return insistOn(Value::map(encodeShown(*claims.receipt)), input);
    case CredentialType::PrintedCopy:
        return insistOn(Value::map(encodeShown(*claims.printed)), input);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    const Result<Value> value = cbor::decode(input);
    if (!value)
        return 0;
    for (const CredentialType type : {CredentialType::Identity, CredentialType::TravelPass, CredentialType::ResidenceStatus, CredentialType::ResidenceReceipt,
                                      CredentialType::PrintedCopy})
        readShown(type, *value, input);
    readGroup(decodePerson(*value), input);
    readGroup(decodePlace(*value), input);
    readGroup(decodeAddress(*value), input);
    readGroup(decodeHousehold(*value), input);
    readGroup(decodeCompanions(*value), input);
    readGroup(decodeMembers(*value), input);
    readGroup(decodeStayStatement(*value), input);
    if (const Result<QList<int>> ages = decodeAgeFlags(*value))
        insistOn(encodeAgeFlags(*ages), input);
    return 0;
}
