#include "core/credential/credential_types.h"

#include "core/credential/map_reader.h"
#include "core/credential/stay_deadline.h"

namespace dd::credential {

int groupKey(CredentialType type, Group group)
{
    if (!groupsOf(type).contains(group))
        return -1;
    switch (group) {
    case Group::Number:
    case Group::Person:
    case Group::Address:
    case Group::AgeFlags:
        return static_cast<int>(group);
    case Group::Companions:
    case Group::PermanentAddress:
        return 11;
    case Group::Members:
    case Group::CurrentResidence:
        return 12;
    case Group::Household:
        return 13;
    }
    return -1;
}

std::optional<Group> groupFromKey(CredentialType type, int key)
{
    for (const Group group : groupsOf(type)) {
        if (groupKey(type, group) == key)
            return group;
    }
    return std::nullopt;
}

QList<Group> groupsOf(CredentialType type)
{
    switch (type) {
    case CredentialType::Identity:
        return {Group::Number, Group::Person, Group::Address, Group::AgeFlags};
    case CredentialType::TravelPass:
        return {Group::Number, Group::Person, Group::Companions};
    case CredentialType::ResidenceReceipt:
        return {Group::Number, Group::Person, Group::Address, Group::Members};
    case CredentialType::ResidenceStatus:
        return {Group::Number, Group::Person, Group::PermanentAddress, Group::CurrentResidence, Group::Household};
    case CredentialType::PrintedCopy:
        return {Group::Number, Group::Person};
    }
    return {};
}

cbor::Value encode(const StayStatement &statement)
{
    using cbor::Value;
    return Value::map({{Value::integer(1), Value::integer(static_cast<int>(statement.kind))},
                       {Value::integer(2), Value::text(statement.facility.normalized(QString::NormalizationForm_C))},
                       {Value::integer(3), Value::integer(statement.from)},
                       {Value::integer(4), Value::integer(statement.to)},
                       {Value::integer(5), Value::text(statement.reason.normalized(QString::NormalizationForm_C))}});
}

Result<StayStatement> decodeStayStatement(const cbor::Value &value)
{
    MapReader reader(value, QStringLiteral("stay statement"));
    StayStatement statement;
    statement.kind = static_cast<DeclarationKind>(reader.integer(1, 1, 1));
    statement.facility = reader.text(2);
    statement.from = reader.time(3);
    statement.to = reader.time(4);
    statement.reason = reader.text(5);
    if (!isStay(statement.from, statement.to))
        reader.refuse(QStringLiteral("the stay ends before it starts, or after 30 days"));
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return statement;
}

QString birthDateText(int yyyymmdd)
{
    const int day = yyyymmdd % 100;
    const int month = yyyymmdd / 100 % 100;
    QString text = QStringLiteral("%1").arg(yyyymmdd / 10000, 4, 10, QLatin1Char('0'));
    if (month > 0)
        text.prepend(QStringLiteral("%1/").arg(month, 2, 10, QLatin1Char('0')));
    if (month > 0 && day > 0)
        text.prepend(QStringLiteral("%1/").arg(day, 2, 10, QLatin1Char('0')));
    return text;
}

} // namespace dd::credential
