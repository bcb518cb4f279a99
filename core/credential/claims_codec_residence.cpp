// Residence status, receipt, and the printed copy of either or of the others.
#include "core/credential/claims_codec.h"
#include "core/credential/claims_rules.h"
#include "core/credential/profile.h"

namespace dd::credential {
namespace {

using cbor::Value;

constexpr qsizetype householdNumberLimit = 16; // bytes
constexpr int mostRelation = 99;

int dayNumber(qint64 secondsUtc)
{
    const QDate day = QDateTime::fromSecsSinceEpoch(secondsUtc, Qt::UTC).date();
    return day.year() * 10000 + day.month() * 100 + day.day();
}

Result<Member> decodeMember(const Value &value)
{
    MapReader reader(numbered(value), QStringLiteral("member"));
    Member member;
    member.fullName = reader.text(1);
    member.birthDate = readBirthDate(reader, 2);
    member.relation = static_cast<int>(reader.integer(3, 1, mostRelation));
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return member;
}

int readCopiedCode(MapReader &reader, CredentialType copyOf)
{
    switch (copyOf) {
    case CredentialType::Identity:
        return static_cast<int>(reader.integer(2, 1, 2));
    case CredentialType::TravelPass:
        return static_cast<int>(reader.integer(2, 1, 6));
    case CredentialType::ResidenceStatus:
        return readDate(reader, 2);
    case CredentialType::ResidenceReceipt:
        return static_cast<int>(reader.integer(2, 1, 5));
    case CredentialType::PrintedCopy:
        break;
    }
    reader.refuse(QStringLiteral("a copy of a copy"));
    return 0;
}

QString flightLabel(const Flight &flight)
{
    return QStringLiteral("%1%2 %3-%4").arg(flight.carrier).arg(flight.number).arg(flight.from, flight.to);
}

} // namespace

Value encode(const Household &household)
{
    return Value::map({{Value::integer(1), Value::text(household.number.normalized(QString::NormalizationForm_C))},
                       {Value::integer(2), Value::integer(household.relation)},
                       {Value::integer(3), Value::integer(household.count)}});
}

Result<Household> decodeHousehold(const Value &value)
{
    MapReader reader(value, QStringLiteral("household"));
    Household household;
    household.number = reader.text(1, householdNumberLimit);
    household.relation = static_cast<int>(reader.integer(2, 1, mostRelation));
    household.count = static_cast<int>(reader.integer(3, 1, 99));
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return household;
}

Value encode(const QList<Member> &members)
{
    QList<Value> items;
    for (const Member &member : members)
        items.append(Value::array({Value::text(shownText(member.fullName)), Value::integer(member.birthDate), Value::integer(member.relation)}));
    return Value::array(std::move(items));
}

Result<QList<Member>> decodeMembers(const Value &value)
{
    return decodeList<Member>(value, mostPeople, &decodeMember, QStringLiteral("members"));
}

QList<Value::Pair> encodeShown(const ResidenceStatusClaims &claims)
{
    QList<Value::Pair> pairs{{Value::integer(1), Value::integer(claims.asOf)}};
    if (claims.evidence != 0)
        pairs.append({Value::integer(8), Value::integer(claims.evidence)});
    return pairs;
}

ResidenceStatusClaims readShownResidence(MapReader &reader, qint64 issuedAt)
{
    ResidenceStatusClaims residence;
    residence.asOf = readDate(reader, 1);
    // iat is an earlier midnight UTC, so that the day in Vietnam may be the next one already; never a later one.
    if (residence.asOf > dayNumber(issuedAt + daySeconds))
        reader.refuse(QStringLiteral("as of a day to come"));
    residence.evidence = readEvidence(reader);
    return residence;
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

ReceiptClaims readShownReceipt(MapReader &reader)
{
    ReceiptClaims receipt;
    receipt.kind = static_cast<DeclarationKind>(reader.integer(1, 1, 1));
    receipt.dossierCode = reader.text(2);
    receipt.state = static_cast<DeclarationState>(reader.integer(3, 1, 5));
    receipt.decidedAt = reader.time(6);
    if (reader.has(7))
        receipt.validUntil = reader.time(7);
    receipt.evidence = readEvidence(reader);
    return receipt;
}

QList<Value::Pair> encodeShown(const PrintedCopyClaims &claims)
{
    QList<Value::Pair> pairs{{Value::integer(1), Value::integer(static_cast<int>(claims.copyOf))}, {Value::integer(2), Value::integer(claims.code)}};
    if (claims.from)
        pairs.append({Value::integer(3), encode(*claims.from)});
    if (claims.to)
        pairs.append({Value::integer(4), encode(*claims.to)});
    if (!claims.label.isEmpty())
        pairs.append({Value::integer(5), Value::text(claims.label.normalized(QString::NormalizationForm_C))});
    if (claims.validFrom)
        pairs.append({Value::integer(6), Value::integer(*claims.validFrom)});
    if (claims.validTo)
        pairs.append({Value::integer(7), Value::integer(*claims.validTo)});
    if (claims.evidence != 0)
        pairs.append({Value::integer(8), Value::integer(claims.evidence)});
    return pairs;
}

PrintedCopyClaims readShownPrint(MapReader &reader)
{
    PrintedCopyClaims printed;
    printed.copyOf = static_cast<CredentialType>(
        reader.integer(1, static_cast<int>(CredentialType::Identity), static_cast<int>(CredentialType::ResidenceReceipt)));
    printed.code = readCopiedCode(reader, printed.copyOf);
    if (printed.copyOf == CredentialType::TravelPass) {
        printed.from = reader.nested(3, &decodePlace);
        printed.to = reader.nested(4, &decodePlace);
        printed.validFrom = reader.time(6);
        printed.validTo = reader.time(7);
        if (*printed.validTo < *printed.validFrom)
            reader.refuse(QStringLiteral("the pass ends before it starts"));
        if (reader.has(5))
            printed.label = reader.text(5);
    }
    if (printed.copyOf == CredentialType::ResidenceReceipt)
        printed.label = reader.text(5);
    printed.evidence = readEvidence(reader);
    return printed;
}

PrintedCopyClaims printedCopyOf(const Claims &original)
{
    PrintedCopyClaims printed;
    if (original.printed) // a copy of it says the same
        printed = *original.printed;
    else
        printed.copyOf = original.type;
    printed.evidence = original.evidence;
    printed.person = original.person.value_or(Person());
    if (original.type == CredentialType::Identity) {
        printed.code = original.level;
    } else if (original.pass) {
        printed.code = static_cast<int>(original.pass->kind);
        printed.from = original.pass->from;
        printed.to = original.pass->to;
        printed.label = original.pass->flight ? flightLabel(*original.pass->flight) : original.pass->vehiclePlate;
        printed.validFrom = original.pass->validFrom;
        printed.validTo = original.pass->validTo;
    } else if (original.residence) {
        printed.code = original.residence->asOf;
    } else if (original.receipt) {
        printed.code = static_cast<int>(original.receipt->state);
        printed.label = original.receipt->dossierCode;
    }
    return printed;
}

} // namespace dd::credential
