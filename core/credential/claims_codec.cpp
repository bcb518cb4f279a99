#include "core/credential/claims_codec.h"

#include "core/credential/map_reader.h"

#include <QTextBoundaryFinder>

namespace dd::credential {
namespace {

using cbor::Value;

constexpr qsizetype plateLimit = 16;
constexpr int allEvidence = EvidencePassive | EvidenceChip | EvidenceInPerson | EvidenceDemo;

// At most `shownTextLimit` bytes, cut between characters as people see them.
QString shownText(const QString &text)
{
    const QString normalized = text.normalized(QString::NormalizationForm_C);
    if (normalized.toUtf8().size() <= shownTextLimit)
        return normalized;
    const QString ellipsis = QStringLiteral("…");
    const qsizetype room = shownTextLimit - ellipsis.toUtf8().size();
    QTextBoundaryFinder boundary(QTextBoundaryFinder::Grapheme, normalized);
    qsizetype end = 0;
    for (qsizetype next = boundary.toNextBoundary(); next > 0 && normalized.left(next).toUtf8().size() <= room; next = boundary.toNextBoundary())
        end = next;
    return normalized.left(end).trimmed() + ellipsis;
}

bool isDigits(const QString &text, qsizetype size)
{
    if (text.size() != size)
        return false;
    for (const QChar character : text) {
        if (character < QLatin1Char('0') || character > QLatin1Char('9'))
            return false;
    }
    return true;
}

// yyyymmdd; a month or day of 00 is unknown, and an unknown month leaves the day unknown.
bool isDateNumber(qint64 date, bool unknownParts)
{
    const int year = static_cast<int>(date / 10000);
    const int month = static_cast<int>(date / 100 % 100);
    const int day = static_cast<int>(date % 100);
    if (year < 1 || year > 9999)
        return false;
    if (unknownParts && day == 0)
        return month <= 12;
    return QDate::isValid(year, month, day);
}

} // namespace

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
    person.birthDate = static_cast<int>(reader.integer(2, 1, 99991231));
    person.sex = static_cast<identity::Sex>(reader.integer(3, 1, 2));
    person.nationality = reader.text(4);
    if (!isDateNumber(person.birthDate, true))
        reader.refuse(QStringLiteral("birth date"));
    if (person.nationality.size() != 3)
        reader.refuse(QStringLiteral("nationality"));
    for (const QChar letter : person.nationality) {
        if (letter < QLatin1Char('A') || letter > QLatin1Char('Z'))
            reader.refuse(QStringLiteral("nationality"));
    }
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
    place.tableVersion = static_cast<int>(reader.integer(3, 1, 99991231));
    if (!isDateNumber(place.tableVersion, false))
        reader.refuse(QStringLiteral("table version"));
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
    if (reader.has(2)) {
        const Result<Place> place = decodePlace(reader.value(2));
        if (!place)
            return fail(place.error());
        address.place = *place;
    }
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

QList<Value::Pair> encodeShown(const TravelPassClaims &claims)
{
    QList<Value::Pair> pairs{{Value::integer(1), Value::integer(static_cast<int>(claims.kind))},
                             {Value::integer(2), encode(claims.from)},
                             {Value::integer(3), encode(claims.to)},
                             {Value::integer(4), Value::integer(static_cast<int>(claims.trips))},
                             {Value::integer(6), Value::integer(claims.validFrom)},
                             {Value::integer(7), Value::integer(claims.validTo)}};
    if (!claims.vehiclePlate.isEmpty())
        pairs.append({Value::integer(5), Value::text(claims.vehiclePlate)});
    if (claims.evidence != 0)
        pairs.append({Value::integer(8), Value::integer(claims.evidence)});
    return pairs;
}

QList<Value::Pair> encodeShown(const ReceiptClaims &claims)
{
    QList<Value::Pair> pairs{{Value::integer(1), Value::integer(static_cast<int>(claims.kind))},
                             {Value::integer(2), Value::text(claims.dossierCode.normalized(QString::NormalizationForm_C))},
                             {Value::integer(3), Value::integer(static_cast<int>(claims.state))},
                             {Value::integer(6), Value::integer(claims.decidedAt)}};
    if (claims.validUntil)
        pairs.append({Value::integer(7), Value::integer(*claims.validUntil)});
    if (claims.evidence != 0)
        pairs.append({Value::integer(8), Value::integer(claims.evidence)});
    return pairs;
}

Result<void> decodeShown(const Value &shown, Claims &claims)
{
    QList<Value::Pair> clear;
    for (const Value::Pair &pair : shown.toMap()) {
        if (!pair.first.isSimple(59) && !(pair.first.isInteger() && pair.first.toInteger() >= 10))
            clear.append(pair);
    }
    MapReader reader(shown.isMap() ? Value::map(std::move(clear)) : shown, QStringLiteral("always-shown claims"));
    switch (claims.type) {
    case CredentialType::Identity:
        claims.level = static_cast<int>(reader.integer(1, 1, 2));
        claims.evidence = static_cast<int>(reader.integer(2, 0, allEvidence));
        break;
    case CredentialType::TravelPass: {
        TravelPassClaims pass;
        pass.kind = static_cast<PassKind>(reader.integer(1, 1, 6));
        const Result<Place> from = decodePlace(reader.value(2));
        const Result<Place> to = decodePlace(reader.value(3));
        if (!from || !to)
            return fail(from ? to.error() : from.error());
        pass.from = *from;
        pass.to = *to;
        pass.trips = static_cast<Trips>(reader.integer(4, 1, 3));
        if (reader.has(5))
            pass.vehiclePlate = reader.text(5, plateLimit);
        pass.validFrom = reader.time(6);
        pass.validTo = reader.time(7);
        if (pass.validTo < pass.validFrom)
            reader.refuse(QStringLiteral("the pass ends before it starts"));
        if (reader.has(8))
            pass.evidence = static_cast<int>(reader.integer(8, 1, allEvidence));
        claims.evidence = pass.evidence;
        claims.pass = pass;
        break;
    }
    case CredentialType::ResidenceReceipt: {
        ReceiptClaims receipt;
        receipt.kind = static_cast<DeclarationKind>(reader.integer(1, 1, 1));
        receipt.dossierCode = reader.text(2);
        receipt.state = static_cast<DeclarationState>(reader.integer(3, 1, 5));
        receipt.decidedAt = reader.time(6);
        if (reader.has(7))
            receipt.validUntil = reader.time(7);
        if (reader.has(8))
            receipt.evidence = static_cast<int>(reader.integer(8, 1, allEvidence));
        claims.evidence = receipt.evidence;
        claims.receipt = receipt;
        break;
    }
    case CredentialType::ResidenceStatus:
    case CredentialType::PrintedCopy:
        return fail(ErrorCode::CredentialTypeUnsupported, QStringLiteral("always-shown claims"));
    }
    return reader.finish();
}

Result<void> decodeGroup(int key, const Value &value, Claims &claims)
{
    const std::optional<Group> group = groupFromKey(claims.type, key);
    if (!group)
        return fail(ErrorCode::CredentialMalformed, QStringLiteral("disclosures"), QStringLiteral("a group of another type"));
    switch (*group) {
    case Group::Number:
        if (!value.isText() || !isDigits(value.toText(), 12))
            return fail(ErrorCode::CredentialMalformed, QStringLiteral("sub"), QStringLiteral("not 12 digits"));
        claims.personalNumber = value.toText();
        break;
    case Group::Person: {
        const Result<Person> person = decodePerson(value);
        if (!person)
            return fail(person.error());
        claims.person = *person;
        break;
    }
    case Group::Address: {
        const Result<Address> address = decodeAddress(value);
        if (!address)
            return fail(address.error());
        claims.address = *address;
        break;
    }
    case Group::AgeFlags: {
        const Result<QList<int>> ages = decodeAgeFlags(value);
        if (!ages)
            return fail(ages.error());
        claims.ageFlags = *ages;
        break;
    }
    case Group::Companions:
    case Group::Members:
        return fail(ErrorCode::CredentialMalformed, QStringLiteral("disclosures"), QStringLiteral("a group whose shape is not fixed yet"));
    }
    claims.disclosed.append(*group);
    return {};
}

} // namespace dd::credential
