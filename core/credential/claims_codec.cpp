#include "core/credential/claims_codec.h"

#include "core/credential/claims_rules.h"

namespace dd::credential {

using cbor::Value;

Value encode(const Person &person)
{
    return Value::map({{Value::integer(1), Value::text(shownText(person.fullName))},
                       {Value::integer(2), Value::integer(person.birthDate)},
                       {Value::integer(3), Value::integer(static_cast<int>(person.sex))},
                       {Value::integer(4), Value::text(person.nationality)}});
}

Result<Person> decodePerson(const Value &value)
{
    MapReader reader(value, QStringLiteral("person"));
    Person person;
    person.fullName = reader.text(1);
    person.birthDate = readBirthDate(reader, 2);
    person.sex = static_cast<identity::Sex>(reader.integer(3, 1, 2));
    person.nationality = reader.text(4);
    if (!isCapitals(person.nationality, 3))
        reader.refuse(QStringLiteral("nationality"));
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return person;
}

Value encode(const Place &place)
{
    QList<Value::Pair> pairs{{Value::integer(1), Value::text(place.province)}, {Value::integer(3), Value::integer(place.tableVersion)}};
    if (!place.ward.isEmpty())
        pairs.append({Value::integer(2), Value::text(place.ward)});
    return Value::map(std::move(pairs));
}

Result<Place> decodePlace(const Value &value)
{
    MapReader reader(value, QStringLiteral("place"));
    Place place;
    place.province = reader.text(1);
    if (!isDigits(place.province, 2))
        reader.refuse(QStringLiteral("province"));
    if (reader.has(2)) {
        place.ward = reader.text(2);
        if (!isDigits(place.ward, 5))
            reader.refuse(QStringLiteral("ward"));
    }
    place.tableVersion = readDate(reader, 3);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return place;
}

Value encode(const Address &address)
{
    QList<Value::Pair> pairs{{Value::integer(1), Value::text(shownText(address.text))}};
    if (address.place)
        pairs.append({Value::integer(2), encode(*address.place)});
    return Value::map(std::move(pairs));
}

Result<Address> decodeAddress(const Value &value)
{
    MapReader reader(value, QStringLiteral("address"));
    Address address;
    address.text = reader.text(1);
    if (reader.has(2))
        address.place = reader.nested(2, &decodePlace);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return address;
}

Value encodeAgeFlags(const QList<int> &ages)
{
    QList<Value::Pair> pairs;
    for (const int age : {14, 16, 18})
        pairs.append({Value::integer(age), Value::boolean(ages.contains(age))});
    return Value::map(std::move(pairs));
}

Result<QList<int>> decodeAgeFlags(const Value &value)
{
    MapReader reader(value, QStringLiteral("age flags"));
    QList<int> ages;
    bool reached = true;
    for (const int age : {14, 16, 18}) {
        const bool now = reader.boolean(age);
        if (now && !reached)
            reader.refuse(QStringLiteral("an age reached before a lower one"));
        reached = now;
        if (now)
            ages.append(age);
    }
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return ages;
}

QList<Value::Pair> encodeShown(const IdentityClaims &claims)
{
    return {{Value::integer(1), Value::integer(claims.level)}, {Value::integer(2), Value::integer(claims.evidence)}};
}

Result<void> decodeShown(const Value &shown, Claims &claims)
{
    QList<Value> clear;
    clear.reserve(2 * shown.pairCount());
    for (qsizetype i = 0; i < shown.pairCount(); ++i) {
        const Value &key = shown.keyAt(i);
        if (!key.isSimple(59) && !(key.isInteger() && key.toInteger() >= 10))
            clear << key << shown.valueAt(i);
    }
    MapReader reader(shown.isMap() ? Value::sortedMap(std::move(clear)) : shown, QStringLiteral("always-shown claims"));
    switch (claims.type) {
    case CredentialType::Identity:
        claims.level = static_cast<int>(reader.integer(1, 1, 2));
        claims.evidence = static_cast<int>(reader.integer(2, 0, allEvidence));
        break;
    case CredentialType::TravelPass:
        claims.pass = readShownPass(reader);
        claims.evidence = claims.pass->evidence;
        break;
    case CredentialType::ResidenceStatus:
        claims.residence = readShownResidence(reader, claims.issuedAt);
        claims.evidence = claims.residence->evidence;
        break;
    case CredentialType::ResidenceReceipt:
        claims.receipt = readShownReceipt(reader);
        claims.evidence = claims.receipt->evidence;
        break;
    case CredentialType::PrintedCopy:
        claims.printed = readShownPrint(reader);
        claims.evidence = claims.printed->evidence;
        break;
    }
    return reader.finish();
}

namespace {

template <typename Claim, typename T>
Result<void> into(Claim &claim, Result<T> read)
{
    if (!read)
        return fail(read.error());
    claim = std::move(*read);
    return {};
}

} // namespace

Result<void> decodeGroup(int key, const Value &value, Claims &claims)
{
    const std::optional<Group> group = groupFromKey(claims.type, key);
    if (!group)
        return fail(ErrorCode::CredentialMalformed, QStringLiteral("disclosures"), QStringLiteral("a group of another type"));
    Result<void> read;
    switch (*group) {
    case Group::Number:
        if (!value.isText() || !isDigits(value.toText(), 12))
            return fail(ErrorCode::CredentialMalformed, QStringLiteral("sub"), QStringLiteral("not 12 digits"));
        claims.personalNumber = value.toText();
        break;
    case Group::Person:
        read = into(claims.person, decodePerson(value));
        break;
    case Group::Address:
        read = into(claims.address, decodeAddress(value));
        break;
    case Group::AgeFlags:
        read = into(claims.ageFlags, decodeAgeFlags(value));
        break;
    case Group::Companions:
        read = into(claims.companions, decodeCompanions(value));
        break;
    case Group::Members:
        read = into(claims.members, decodeMembers(value));
        break;
    case Group::PermanentAddress:
        read = into(claims.permanentAddress, decodeAddress(value));
        break;
    case Group::CurrentResidence:
        read = into(claims.currentResidence, decodeAddress(value));
        break;
    case Group::Household:
        read = into(claims.household, decodeHousehold(value));
        break;
    }
    if (!read)
        return read;
    claims.disclosed.append(*group);
    return {};
}

} // namespace dd::credential
