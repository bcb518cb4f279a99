#include "core/capi/json_input.h"

#include "core/trust/verdict_json.h"

#include <algorithm>
#include <optional>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace dd::capi {
namespace {

using credential::CredentialType;
using credential::Group;
using credential::Purpose;

Result<QJsonObject> objectOf(const char *json, const QString &stage)
{
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(json));
    if (json == nullptr || !document.isObject())
        return fail(ErrorCode::InvalidInput, stage, json == nullptr ? QStringLiteral("none") : QStringLiteral("not a JSON object"));
    return document.object();
}

std::unexpected<Error> badConfig(const QString &detail)
{
    return fail(ErrorCode::InvalidInput, QStringLiteral("configuration"), detail);
}

std::unexpected<Error> badRequest(const QString &detail)
{
    return fail(ErrorCode::InvalidInput, QStringLiteral("request"), detail);
}

Result<QByteArray> readRootKey(const QString &text)
{
    const auto decoded = QByteArray::fromBase64Encoding(text.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals |
                                                                             QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.isEmpty())
        return badConfig(QStringLiteral("rootKey is not base64url"));
    return decoded.decoded;
}

Result<void> checkParts(const Config &config)
{
    if (config.rootFile.isEmpty() == config.rootKey.isEmpty())
        return badConfig(QStringLiteral("either root or rootKey"));
    if (config.relyingParty.isEmpty() && !(config.keyFile.isEmpty() && config.name.isEmpty()))
        return badConfig(QStringLiteral("key and name are for a relyingParty"));
    if (!config.relyingParty.isEmpty() && !credential::isPartyId(config.relyingParty))
        return badConfig(QStringLiteral("relyingParty is not 1 to 32 characters of ASCII, or begins with vn:"));
    if (!config.keyFile.isEmpty() && !config.name.isEmpty())
        return badConfig(QStringLiteral("either key or name: who signs is named by the register"));
    return {};
}

Result<credential::Asked> readAsked(const QString &type, const QJsonValue &groups)
{
    static const QList<CredentialType> types{CredentialType::Identity, CredentialType::TravelPass, CredentialType::ResidenceStatus,
                                             CredentialType::ResidenceReceipt};
    const std::optional<CredentialType> known = trust::named(type, types);
    if (!known)
        return badRequest(QStringLiteral("nothing to ask for is called ") + type.left(32));
    if (!groups.isArray())
        return badRequest(type + QStringLiteral(" is not an array"));
    credential::Asked asked{*known, {}};
    for (const QJsonValue group : groups.toArray()) {
        const std::optional<Group> one = trust::named(group.toString(), groupsOf(*known));
        if (!one || asked.groups.contains(*one))
            return badRequest(QStringLiteral("%1 has no %2, or it stands there twice").arg(type, group.toString().left(32)));
        asked.groups.append(*one);
    }
    // As the code has them, whatever order the caller likes.
    std::ranges::sort(asked.groups, {}, [&](Group group) { return groupKey(*known, group); });
    return asked;
}

} // namespace

Result<Config> readConfig(const char *json)
{
    const Result<QJsonObject> object = objectOf(json, QStringLiteral("configuration"));
    if (!object)
        return fail(object.error());
    Config config;
    QString rootKey;
    const QHash<QString, QString *> texts{{QStringLiteral("root"), &config.rootFile},
                                          {QStringLiteral("rootKey"), &rootKey},
                                          {QStringLiteral("rootUpdates"), &config.rootUpdatesFile},
                                          {QStringLiteral("trustList"), &config.trustListFile},
                                          {QStringLiteral("status"), &config.statusFolder},
                                          {QStringLiteral("replay"), &config.replayFile},
                                          {QStringLiteral("gate"), &config.gate},
                                          {QStringLiteral("relyingParty"), &config.relyingParty},
                                          {QStringLiteral("key"), &config.keyFile},
                                          {QStringLiteral("name"), &config.name}};
    for (auto member = object->begin(); member != object->end(); ++member) {
        const QString key = member.key();
        QString *text = texts.value(key);
        if (key == QLatin1String("demo")) {
            if (!member->isBool())
                return badConfig(QStringLiteral("demo is not true or false"));
            config.demo = member->toBool();
        } else if (text == nullptr) {
            return badConfig(QStringLiteral("no member is called ") + key.left(32));
        } else if (!member->isString() || member->toString().isEmpty()) {
            return badConfig(key + QStringLiteral(" is not a text"));
        } else {
            *text = member->toString();
        }
    }
    if (!rootKey.isEmpty()) {
        Result<QByteArray> bytes = readRootKey(rootKey);
        if (!bytes)
            return fail(bytes.error());
        config.rootKey = std::move(*bytes);
    }
    if (const Result<void> parts = checkParts(config); !parts)
        return fail(parts.error());
    return config;
}

Result<ChallengeRequest> readChallengeRequest(const char *json)
{
    const Result<QJsonObject> object = objectOf(json, QStringLiteral("request"));
    if (!object)
        return fail(object.error());
    for (const QString &key : object->keys()) {
        if (key != QLatin1String("ask") && key != QLatin1String("purpose"))
            return badRequest(QStringLiteral("no member is called ") + key.left(32));
    }
    const std::optional<Purpose> purpose = trust::named(object->value(QLatin1String("purpose")).toString(), trust::purposes);
    if (!purpose)
        return badRequest(QStringLiteral("purpose is none of checkpoint, lodging, desk, boarding, age-check, other"));
    const QJsonObject ask = object->value(QLatin1String("ask")).toObject();
    if (ask.isEmpty())
        return badRequest(QStringLiteral("ask names no credential"));
    ChallengeRequest request{{}, *purpose};
    for (auto entry = ask.begin(); entry != ask.end(); ++entry) {
        const Result<credential::Asked> asked = readAsked(entry.key(), *entry);
        if (!asked)
            return fail(asked.error());
        request.asked.append(*asked);
    }
    return request;
}

} // namespace dd::capi
