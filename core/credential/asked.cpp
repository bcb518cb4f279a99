#include "core/credential/asked.h"

#include <QSet>

#include <algorithm>
#include <limits>

namespace dd::credential {
namespace {

using cbor::Value;

constexpr qsizetype mostAskedTypes = 5;

std::optional<CredentialType> askedType(const Value &value)
{
    for (const CredentialType type : {CredentialType::Identity, CredentialType::TravelPass, CredentialType::ResidenceStatus,
                                      CredentialType::ResidenceReceipt, CredentialType::PrintedCopy}) {
        if (value.isInteger() && value.toInteger() == static_cast<int>(type))
            return type;
    }
    return std::nullopt;
}

std::optional<Asked> decodeEntry(const Value &value)
{
    const QList<Value> parts = value.toArray();
    const std::optional<CredentialType> type = parts.size() == 2 ? askedType(parts[0]) : std::nullopt;
    if (!type || !parts[1].isArray())
        return std::nullopt;
    Asked asked{*type, {}};
    qint64 previous = 0;
    for (const Value &key : parts[1].toArray()) {
        if (!key.isInteger() || key.toInteger() <= previous || key.toInteger() > std::numeric_limits<int>::max())
            return std::nullopt;
        previous = key.toInteger();
        const std::optional<Group> group = groupFromKey(*type, static_cast<int>(previous));
        if (!group)
            return std::nullopt;
        asked.groups.append(*group);
    }
    return asked;
}

} // namespace

Value encode(const QList<Asked> &asked)
{
    QList<Value> entries;
    for (const Asked &each : asked) {
        QList<int> keys;
        for (const Group group : each.groups)
            keys.append(groupKey(each.type, group));
        std::ranges::sort(keys);
        QList<Value> groups;
        for (const int key : keys)
            groups.append(Value::integer(key));
        entries.append(Value::array({Value::integer(static_cast<int>(each.type)), Value::array(std::move(groups))}));
    }
    return Value::array(std::move(entries));
}

Result<QList<Asked>> decodeAsked(const Value &value, const QString &stage, ErrorCode code)
{
    const QList<Value> entries = value.toArray();
    if (entries.isEmpty() || entries.size() > mostAskedTypes)
        return fail(code, stage, QStringLiteral("what is asked for: how many types"));
    QList<Asked> all;
    QSet<CredentialType> types;
    for (const Value &entry : entries) {
        const std::optional<Asked> asked = decodeEntry(entry);
        if (!asked || types.contains(asked->type))
            return fail(code, stage, QStringLiteral("what is asked for: an entry"));
        types.insert(asked->type);
        all.append(*asked);
    }
    return all;
}

const Asked *entryFor(const QList<Asked> &asked, CredentialType type)
{
    const auto found = std::ranges::find(asked, type, &Asked::type);
    return found != asked.end() ? &*found : nullptr;
}

} // namespace dd::credential
