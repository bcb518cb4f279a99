#include "core/credential/claims_codec.h"
#include "core/credential/claims_rules.h"

#include <algorithm>

namespace dd::credential {
namespace {

using cbor::Value;

constexpr qsizetype mostConditions = 4;
constexpr qint64 longestCondition = 31536000; // seconds: a year of 365 days

bool isCarrier(const QString &text)
{
    return text.size() >= 2 && text.size() <= 3 && std::ranges::all_of(text, [](QChar character) {
        return (character >= QLatin1Char('A') && character <= QLatin1Char('Z')) || (character >= QLatin1Char('0') && character <= QLatin1Char('9'));
    });
}

Value encode(const Condition &condition)
{
    return Value::array({Value::integer(static_cast<int>(condition.type)), Value::text(condition.reference.normalized(QString::NormalizationForm_C)),
                         Value::integer(condition.maxAge)});
}

Result<Condition> decodeCondition(const Value &value)
{
    MapReader reader(numbered(value), QStringLiteral("condition"));
    Condition condition;
    condition.type = static_cast<Condition::Type>(reader.integer(1, 1, 3));
    condition.reference = reader.text(2);
    condition.maxAge = reader.integer(3, 0, longestCondition);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return condition;
}

Result<Companion> decodeCompanion(const Value &value)
{
    MapReader reader(numbered(value), QStringLiteral("companion"));
    Companion companion;
    companion.fullName = reader.text(1);
    companion.birthDate = readBirthDate(reader, 2);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return companion;
}

} // namespace

Value encode(const Flight &flight)
{
    return Value::array({Value::text(flight.carrier), Value::integer(flight.number), Value::integer(flight.date), Value::text(flight.from),
                         Value::text(flight.to)});
}

Result<Flight> decodeFlight(const Value &value)
{
    MapReader reader(numbered(value), QStringLiteral("flight"));
    Flight flight;
    flight.carrier = reader.text(1);
    flight.number = static_cast<int>(reader.integer(2, 1, 9999));
    flight.date = readDate(reader, 3);
    flight.from = reader.text(4);
    flight.to = reader.text(5);
    if (!isCarrier(flight.carrier))
        reader.refuse(QStringLiteral("carrier"));
    if (!isCapitals(flight.from, 3) || !isCapitals(flight.to, 3))
        reader.refuse(QStringLiteral("airport"));
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return flight;
}

Value encode(const QList<Condition> &conditions)
{
    QList<Value> items;
    for (const Condition &condition : conditions)
        items.append(encode(condition));
    return Value::array(std::move(items));
}

Result<QList<Condition>> decodeConditions(const Value &value)
{
    return decodeList<Condition>(value, mostConditions, &decodeCondition, QStringLiteral("conditions"));
}

QList<Value::Pair> encodeShown(const TravelPassClaims &claims)
{
    QList<Value::Pair> pairs{{Value::integer(1), Value::integer(static_cast<int>(claims.kind))},
                             {Value::integer(2), encode(claims.from)},
                             {Value::integer(3), encode(claims.to)},
                             {Value::integer(4), Value::integer(static_cast<int>(claims.trips))},
                             {Value::integer(6), Value::integer(claims.validFrom)},
                             {Value::integer(7), Value::integer(claims.validTo)}};
    if (claims.flight)
        pairs.append({Value::integer(5), encode(*claims.flight)});
    else if (!claims.vehiclePlate.isEmpty())
        pairs.append({Value::integer(5), Value::text(claims.vehiclePlate)});
    if (claims.evidence != 0)
        pairs.append({Value::integer(8), Value::integer(claims.evidence)});
    if (!claims.conditions.isEmpty())
        pairs.append({Value::integer(9), encode(claims.conditions)});
    return pairs;
}

TravelPassClaims readShownPass(MapReader &reader)
{
    TravelPassClaims pass;
    pass.kind = static_cast<PassKind>(reader.integer(1, 1, 6));
    pass.from = reader.nested(2, &decodePlace);
    pass.to = reader.nested(3, &decodePlace);
    pass.trips = static_cast<Trips>(reader.integer(4, 1, 3));
    // How one travels: by a vehicle or by a flight, never both.
    if (pass.kind == PassKind::AirDomestic)
        pass.flight = reader.nested(5, &decodeFlight);
    else if (pass.kind == PassKind::GoodsVehicle || reader.has(5))
        pass.vehiclePlate = reader.text(5, plateLimit);
    pass.validFrom = reader.time(6);
    pass.validTo = reader.time(7);
    if (pass.validTo < pass.validFrom)
        reader.refuse(QStringLiteral("the pass ends before it starts"));
    pass.evidence = readEvidence(reader);
    if (reader.has(9))
        pass.conditions = reader.nested(9, &decodeConditions);
    return pass;
}

Value encode(const QList<Companion> &companions)
{
    QList<Value> items;
    for (const Companion &companion : companions)
        items.append(Value::array({Value::text(shownText(companion.fullName)), Value::integer(companion.birthDate)}));
    return Value::array(std::move(items));
}

Result<QList<Companion>> decodeCompanions(const Value &value)
{
    return decodeList<Companion>(value, mostPeople, &decodeCompanion, QStringLiteral("companions"));
}

} // namespace dd::credential
