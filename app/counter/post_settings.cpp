#include "app/counter/post_settings.h"

#include "app/counter/code_source.h"
#include "core/trust/verdict_json.h"

#include <QDate>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

namespace dd::counter {
namespace {

using credential::Asked;
using credential::CredentialType;
using credential::Group;
using credential::Purpose;

constexpr qint64 settingsSizeLimit = 64 * 1024;
constexpr qsizetype nameLimit = 200; // bytes of UTF-8, as a challenge has it

std::unexpected<Error> wrongMember(const char *member)
{
    return fail(ErrorCode::CounterSettingsInvalid, QStringLiteral("settings"), QLatin1String(member));
}

std::optional<CredentialType> typeOf(const QString &word)
{
    const auto found = std::ranges::find_if(
        askableTypes, [&word](CredentialType type) { return word == trust::name(type) || word == QString::number(static_cast<int>(type)); });
    return found != askableTypes.end() ? std::optional(*found) : std::nullopt;
}

std::optional<Group> groupOf(CredentialType type, const QString &word)
{
    const QList<Group> groups = credential::groupsOf(type);
    const auto found = std::ranges::find_if(
        groups, [&](Group group) { return word == trust::name(group) || word == QString::number(credential::groupKey(type, group)); });
    return found != groups.end() ? std::optional(*found) : std::nullopt;
}

bool onlyHas(const QJsonObject &object, const QStringList &known)
{
    const QStringList keys = object.keys();
    return std::ranges::all_of(keys, [&known](const QString &key) { return known.contains(key); });
}

Result<credential::Place> readPlace(const QJsonValue &value)
{
    static const QRegularExpression provinceForm(QStringLiteral("^[0-9]{2}$"));
    static const QRegularExpression wardForm(QStringLiteral("^([0-9]{5})?$"));
    const QJsonObject object = value.toObject();
    credential::Place place;
    place.province = object.value(QLatin1String("province")).toString();
    place.ward = object.value(QLatin1String("ward")).toString();
    place.tableVersion = object.value(QLatin1String("tableVersion")).toInt();
    const bool isDay = QDate::fromString(QString::number(place.tableVersion), QStringLiteral("yyyyMMdd")).isValid();
    if (!value.isObject() || !onlyHas(object, {QStringLiteral("province"), QStringLiteral("ward"), QStringLiteral("tableVersion")}))
        return wrongMember("rule.here");
    if (!provinceForm.match(place.province).hasMatch())
        return wrongMember("rule.here.province");
    if (!wardForm.match(place.ward).hasMatch())
        return wrongMember("rule.here.ward");
    if (!isDay)
        return wrongMember("rule.here.tableVersion");
    return place;
}

Result<trust::PostRule> readRule(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    if (!value.isObject() ||
        !onlyHas(object, {QStringLiteral("types"), QStringLiteral("leastLevel"), QStringLiteral("here"), QStringLiteral("needsPlate")}))
        return wrongMember("rule");
    trust::PostRule rule;
    if (const QJsonValue types = object.value(QLatin1String("types")); !types.isUndefined()) {
        for (const QJsonValueRef each : types.toArray()) {
            const std::optional<CredentialType> type = typeOf(each.toString());
            if (!type || rule.types.contains(*type))
                return wrongMember("rule.types");
            rule.types.append(*type);
        }
        if (rule.types.isEmpty())
            return wrongMember("rule.types");
    }
    if (const QJsonValue level = object.value(QLatin1String("leastLevel")); !level.isUndefined()) {
        rule.leastLevel = level.toInt();
        if (rule.leastLevel < 1 || rule.leastLevel > 2)
            return wrongMember("rule.leastLevel");
    }
    if (const QJsonValue here = object.value(QLatin1String("here")); !here.isUndefined()) {
        Result<credential::Place> place = readPlace(here);
        if (!place)
            return fail(place.error());
        rule.here = std::move(*place);
    }
    if (const QJsonValue plate = object.value(QLatin1String("needsPlate")); !plate.isUndefined()) {
        if (!plate.isBool())
            return wrongMember("rule.needsPlate");
        rule.needsPlate = plate.toBool();
    }
    return rule;
}

} // namespace

Result<PostSettings> readPostSettings(const QString &path)
{
    const Result<QByteArray> bytes = readSmallFile(path, settingsSizeLimit);
    if (!bytes)
        return fail(bytes.error());
    const QJsonDocument document = QJsonDocument::fromJson(*bytes);
    const QJsonObject object = document.object();
    if (!document.isObject())
        return wrongMember("not a JSON object");
    // A rule that is spelled wrongly would be no rule.
    if (!onlyHas(object, {QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("rule")}))
        return wrongMember("only id, name and rule are known");
    PostSettings settings;
    if (const QJsonValue id = object.value(QLatin1String("id")); !id.isUndefined()) {
        settings.id = id.toString();
        if (!credential::isPartyId(settings.id))
            return wrongMember("id");
    }
    if (const QJsonValue name = object.value(QLatin1String("name")); !name.isUndefined()) {
        settings.name = name.toString().normalized(QString::NormalizationForm_C);
        if (settings.name.isEmpty() || settings.name.toUtf8().size() > nameLimit)
            return wrongMember("name");
    }
    if (const QJsonValue rule = object.value(QLatin1String("rule")); !rule.isUndefined()) {
        Result<trust::PostRule> read = readRule(rule);
        if (!read)
            return fail(read.error());
        settings.rule = std::move(*read);
    }
    return settings;
}

std::optional<Asked> parseAsked(const QString &text)
{
    const qsizetype colon = text.indexOf(QLatin1Char(':'));
    const std::optional<CredentialType> type = typeOf(colon < 0 ? text : text.first(colon));
    if (!type)
        return std::nullopt;
    Asked asked{*type, {}};
    const QStringList words = colon < 0 ? QStringList() : text.sliced(colon + 1).split(QLatin1Char(','));
    for (const QString &word : words) {
        const std::optional<Group> group = groupOf(*type, word);
        if (!group || asked.groups.contains(*group))
            return std::nullopt;
        asked.groups.append(*group);
    }
    std::ranges::sort(asked.groups, {}, [type](Group group) { return credential::groupKey(*type, group); });
    return asked;
}

std::optional<Purpose> parsePurpose(const QString &text)
{
    if (const std::optional<Purpose> purpose = trust::named(text, trust::purposes))
        return purpose;
    const auto numbered = std::ranges::find_if(trust::purposes, [&text](Purpose each) { return text == QString::number(static_cast<int>(each)); });
    return numbered != trust::purposes.end() ? std::optional(*numbered) : std::nullopt;
}

} // namespace dd::counter
