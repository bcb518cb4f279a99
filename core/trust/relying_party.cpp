#include "core/trust/relying_party.h"

#include "core/credential/asked.h"
#include "core/credential/map_reader.h"

#include <algorithm>

namespace dd::trust {
namespace {

using cbor::Value;
using credential::MapReader;
using credential::Purpose;

constexpr qsizetype partyNameLimit = 200;

QList<Purpose> readPurposes(const Value &value, MapReader &reader)
{
    QList<Purpose> purposes;
    qint64 previous = 0;
    for (const Value &each : value.toArray()) {
        if (!each.isInteger() || each.toInteger() <= previous || each.toInteger() > credential::mostPurpose)
            reader.refuse(QStringLiteral("purposes"));
        previous = each.toInteger();
        purposes.append(static_cast<Purpose>(previous));
    }
    if (purposes.isEmpty())
        reader.refuse(QStringLiteral("purposes"));
    return purposes;
}

} // namespace

Result<Value> encode(const RelyingParty &party)
{
    const Result<Value> key = cbor::decode(party.key.cose());
    if (!key)
        return fail(ErrorCode::TrustListInvalid, QStringLiteral("relying party key"));
    QList<int> numbers;
    for (const Purpose purpose : party.purposes)
        numbers.append(static_cast<int>(purpose));
    std::ranges::sort(numbers);
    QList<Value> purposes;
    for (const int number : numbers)
        purposes.append(Value::integer(number));
    QList<Value::Pair> pairs{{Value::integer(1), Value::text(party.id)},
                             {Value::integer(2), Value::text(party.nameVi.normalized(QString::NormalizationForm_C))},
                             {Value::integer(3), Value::text(party.nameEn.normalized(QString::NormalizationForm_C))},
                             {Value::integer(4), *key},
                             {Value::integer(5), Value::array(std::move(purposes))},
                             {Value::integer(6), credential::encode(party.mayAsk)}};
    if (party.notBefore)
        pairs.append({Value::integer(7), Value::integer(*party.notBefore)});
    if (party.expires)
        pairs.append({Value::integer(8), Value::integer(*party.expires)});
    return Value::map(std::move(pairs));
}

Result<RelyingParty> decodeRelyingParty(const Value &value)
{
    const QString stage = QStringLiteral("relying party");
    MapReader reader(value, stage, ErrorCode::TrustListInvalid);
    RelyingParty party;
    party.id = reader.text(1, credential::partyIdLimit);
    if (!credential::isPartyId(party.id))
        reader.refuse(QStringLiteral("id"));
    party.nameVi = reader.text(2, partyNameLimit);
    party.nameEn = reader.text(3, partyNameLimit);
    if (const Result<crypto::PublicKey> key = crypto::profileKey(reader.value(4)); key)
        party.key = *key;
    else
        reader.refuse(QStringLiteral("key"));
    party.purposes = readPurposes(reader.value(5), reader);
    Result<QList<credential::Asked>> asked = credential::decodeAsked(reader.value(6), stage, ErrorCode::TrustListInvalid);
    if (asked)
        party.mayAsk = std::move(*asked);
    else
        reader.refuse(asked.error().detail);
    if (reader.has(7))
        party.notBefore = reader.time(7);
    if (reader.has(8))
        party.expires = reader.time(8);
    if (party.notBefore && party.expires && *party.expires <= *party.notBefore)
        reader.refuse(QStringLiteral("expires before it starts"));
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return party;
}

} // namespace dd::trust
