#include "app/authority/issue_order.h"

#include "core/identity/code_lists.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <cmath>

namespace dd::authority {

namespace {

using namespace credential;

constexpr qsizetype largestOrder = 64 * 1024;

// The words of a member, as a verdict has them (core/trust/verdict_json.h), in the order of its numbers; the first is 1.
const QStringList passKinds{QStringLiteral("personal"), QStringLiteral("work"), QStringLiteral("goods_vehicle"),
                            QStringLiteral("patient"), QStringLiteral("air_domestic"), QStringLiteral("group")};
const QStringList tripWords{QStringLiteral("single"), QStringLiteral("return"), QStringLiteral("multiple")};
const QStringList sexWords{QStringLiteral("male"), QStringLiteral("female")};
const QStringList conditionWords{QStringLiteral("vaccine"), QStringLiteral("test"), QStringLiteral("permit")};
const QStringList stateWords{QStringLiteral("received"), QStringLiteral("supplement-required"), QStringLiteral("accepted"),
                             QStringLiteral("refused"), QStringLiteral("issued")};
const QStringList typeWords{QStringLiteral("identity"), QStringLiteral("travel-pass"), QStringLiteral("residence-status"),
                            QStringLiteral("residence-receipt")};

// An object whose members are all known beforehand. The first thing that is wrong is kept, with the way to it.
class Members
{
public:
    Members(const QJsonValue &value, QString path, QString &error) : m_object(value.toObject()), m_path(std::move(path)), m_error(error)
    {
        if (!value.isObject())
            refuse({}, QStringLiteral("must be an object"));
    }

    [[nodiscard]] bool has(const char *name) const { return m_object.contains(QLatin1String(name)); }
    QJsonValue value(const char *name)
    {
        m_seen.insert(QLatin1String(name));
        return m_object.value(QLatin1String(name));
    }
    QString text(const char *name)
    {
        const QJsonValue member = value(name);
        if (!member.isString() || member.toString().isEmpty())
            refuse(name, QStringLiteral("must be a text"));
        return member.toString();
    }
    QString textOr(const char *name) { return has(name) ? text(name) : QString(); }
    int integer(const char *name, int least, int most)
    {
        const double number = value(name).toDouble(std::nan(""));
        if (!(number >= least && number <= most) || number != std::floor(number)) {
            refuse(name, QStringLiteral("must be a whole number from %1 to %2").arg(least).arg(most));
            return least;
        }
        return static_cast<int>(number);
    }
    int word(const char *name, const QStringList &words)
    {
        const qsizetype at = words.indexOf(value(name).toString());
        if (at < 0)
            refuse(name, QStringLiteral("must be one of: ") + words.join(QStringLiteral(", ")));
        return static_cast<int>(at) + 1;
    }
    // yyyymmdd, as a verdict's JSON has it. Whether there is such a day is asked at issuance.
    int date(const char *name) { return integer(name, 1'01'01, 9999'12'31); }
    qint64 moment(const char *name)
    {
        const QDateTime time = QDateTime::fromString(value(name).toString(), QStringLiteral("yyyy-MM-ddTHH:mm:ssZ"));
        if (!time.isValid()) {
            refuse(name, QStringLiteral("must be a time in UTC like 2026-11-21T08:00:00Z"));
            return 0;
        }
        return QDateTime(time.date(), time.time(), Qt::UTC).toSecsSinceEpoch();
    }
    bool flag(const char *name)
    {
        const QJsonValue member = value(name);
        if (!member.isBool())
            refuse(name, QStringLiteral("must be true or false"));
        return member.toBool();
    }
    template <typename T>
    T object(const char *name, T (*read)(Members &))
    {
        return readWhole(value(name), path(name), read);
    }
    template <typename T>
    std::optional<T> objectOr(const char *name, T (*read)(Members &))
    {
        return has(name) ? std::optional(object(name, read)) : std::nullopt;
    }
    template <typename T>
    QList<T> objects(const char *name, T (*read)(Members &))
    {
        QList<T> items;
        const QJsonArray array = list(name);
        for (qsizetype i = 0; i < array.size(); ++i)
            items.append(readWhole(array.at(i), QStringLiteral("%1[%2]").arg(path(name)).arg(i), read));
        return items;
    }
    QJsonArray list(const char *name)
    {
        const QJsonValue member = value(name);
        if (has(name) && !member.isArray())
            refuse(name, QStringLiteral("must be a list"));
        return member.toArray();
    }
    void refuse(const char *name, const QString &what)
    {
        if (m_error.isEmpty())
            m_error = (name ? path(name) : m_path) + QStringLiteral(": ") + what;
    }
    void finish()
    {
        for (const QString &name : m_object.keys()) {
            if (!m_seen.contains(name))
                refuse(qPrintable(name), QStringLiteral("is not known here"));
        }
    }

private:
    [[nodiscard]] QString path(const char *name) const { return m_path.isEmpty() ? QString::fromUtf8(name) : m_path + u'.' + QString::fromUtf8(name); }
    template <typename T>
    T readWhole(const QJsonValue &value, const QString &where, T (*read)(Members &))
    {
        Members inner(value, where, m_error);
        T result = read(inner);
        inner.finish();
        return result;
    }

    QJsonObject m_object;
    QString m_path;
    QString &m_error;
    QSet<QString> m_seen;
};

Place readPlace(Members &members)
{
    Place place;
    place.province = members.text("province");
    place.ward = members.textOr("ward");
    place.tableVersion = members.has("tableVersion") ? members.date("tableVersion") : identity::ProvinceTable::builtIn().version();
    return place;
}

Address readAddress(Members &members)
{
    return {members.text("text"), members.objectOr("place", &readPlace)};
}

Person readPersonOf(Members &members)
{
    return {members.text("fullName"), members.date("birthDate"), static_cast<identity::Sex>(members.word("sex", sexWords)), members.text("nationality")};
}

Companion readCompanion(Members &members)
{
    return {members.text("fullName"), members.date("birthDate")};
}

Member readMember(Members &members)
{
    return {members.text("fullName"), members.date("birthDate"), members.integer("relation", 1, 99)};
}

Household readHousehold(Members &members)
{
    return {members.text("number"), members.integer("relation", 1, 99), members.integer("count", 1, 99)};
}

Flight readFlight(Members &members)
{
    return {members.text("carrier"), members.integer("number", 1, 9999), members.date("date"), members.text("from"), members.text("to")};
}

Condition readCondition(Members &members)
{
    return {static_cast<Condition::Type>(members.word("type", conditionWords)), members.text("reference"),
            members.has("maxAge") ? members.integer("maxAge", 0, 31'536'000) : 0};
}

IdentityClaims readIdentity(Members &members)
{
    IdentityClaims claims;
    claims.level = members.integer("level", 1, 2);
    constexpr int whatWasSeen = EvidencePassive | EvidenceChip | EvidenceInPerson;
    claims.evidence = members.has("evidence") ? members.integer("evidence", 0, whatWasSeen) : 0;
    claims.address = members.objectOr("address", &readAddress);
    for (const QJsonValue &age : members.list("agesReached")) {
        if (age.toInt() != 14 && age.toInt() != 16 && age.toInt() != 18)
            members.refuse("agesReached", QStringLiteral("must be some of: 14, 16, 18"));
        claims.ageFlags.append(age.toInt());
    }
    return claims;
}

TravelPassClaims readPass(Members &members)
{
    TravelPassClaims claims;
    claims.kind = static_cast<PassKind>(members.word("kind", passKinds));
    claims.from = members.object("from", &readPlace);
    claims.to = members.object("to", &readPlace);
    claims.validFrom = members.moment("validFrom");
    claims.validTo = members.moment("validTo");
    claims.trips = static_cast<Trips>(members.word("trips", tripWords));
    claims.vehiclePlate = members.textOr("vehiclePlate");
    claims.flight = members.objectOr("flight", &readFlight);
    claims.conditions = members.objects("conditions", &readCondition);
    claims.companions = members.objects("companions", &readCompanion);
    return claims;
}

ResidenceStatusClaims readResidence(Members &members)
{
    ResidenceStatusClaims claims;
    claims.asOf = members.date("asOf");
    claims.permanent = members.objectOr("permanentAddress", &readAddress);
    claims.current = members.objectOr("currentResidence", &readAddress);
    claims.household = members.objectOr("household", &readHousehold);
    return claims;
}

ReceiptClaims readReceipt(Members &members)
{
    ReceiptClaims claims;
    claims.dossierCode = members.text("dossierCode");
    claims.state = static_cast<DeclarationState>(members.word("state", stateWords));
    claims.decidedAt = members.moment("decidedAt");
    if (members.has("validUntil"))
        claims.validUntil = members.moment("validUntil");
    claims.address = members.objectOr("address", &readAddress);
    claims.members = members.objects("members", &readMember);
    return claims;
}

QList<crypto::PublicKey> readOrderKeys(Members &members)
{
    QList<crypto::PublicKey> keys;
    const QJsonArray array = members.list("keys");
    for (const QJsonValue &item : array) {
        const QByteArray digits = item.toString().toLatin1().toLower();
        const Result<crypto::PublicKey> key = crypto::PublicKey::fromCose(QByteArrayView(QByteArray::fromHex(digits)));
        if (!key || QByteArray::fromHex(digits).toHex() != digits || key->type() == crypto::PublicKey::Type::P384)
            members.refuse("keys", QStringLiteral("must be COSE_Keys of Ed25519 or P-256 in hexadecimal"));
        else
            keys.append(*key);
    }
    if (array.isEmpty() || array.size() > mostCopies)
        members.refuse("keys", QStringLiteral("must be 1 to %1 keys").arg(mostCopies));
    return keys;
}

} // namespace

Result<IssueOrder> readIssueOrder(const QByteArray &json)
{
    const QString stage = QStringLiteral("issue file");
    QJsonParseError parsing{};
    const QJsonDocument document = QJsonDocument::fromJson(json, &parsing);
    if (json.size() > largestOrder || !document.isObject())
        return fail(ErrorCode::InvalidInput, stage, QStringLiteral("no JSON object: ") + parsing.errorString());
    QString error;
    Members members(document.object(), {}, error);
    IssueOrder order;
    const int type = members.word("type", typeWords);
    order.number = members.text("personalNumber");
    order.keys = readOrderKeys(members);
    order.expires = members.moment("expires");
    order.printed = members.has("printed") && members.flag("printed");
    if (type == 1)
        order.claims = readIdentity(members);
    else if (type == 2)
        order.claims = readPass(members);
    else if (type == 3)
        order.claims = readResidence(members);
    else
        order.claims = readReceipt(members);
    const Person person = members.object("person", &readPersonOf);
    if (auto *identity = std::get_if<IdentityClaims>(&order.claims))
        identity->person = person;
    else if (auto *pass = std::get_if<TravelPassClaims>(&order.claims))
        pass->person = person;
    else if (auto *residence = std::get_if<ResidenceStatusClaims>(&order.claims))
        residence->person = person;
    else if (auto *receipt = std::get_if<ReceiptClaims>(&order.claims))
        receipt->person = person;
    members.finish();
    if (!error.isEmpty())
        return fail(ErrorCode::InvalidInput, stage, error);
    return order;
}

} // namespace dd::authority
