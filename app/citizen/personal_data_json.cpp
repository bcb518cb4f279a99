#include "app/citizen/personal_data.h"

#include "app/citizen/declaration_model.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace dd::citizen {
namespace json { // of its own, for the names are short
namespace {

QString time(qint64 secondsUtc)
{
    return QDateTime::fromSecsSinceEpoch(secondsUtc, Qt::UTC).toString(Qt::ISODate);
}

QJsonValue timeOrNull(const std::optional<qint64> &secondsUtc)
{
    return secondsUtc ? QJsonValue(time(*secondsUtc)) : QJsonValue();
}

QString base64(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QJsonArray numbers(const QList<int> &list)
{
    QJsonArray array;
    for (const int number : list)
        array.append(number);
    return array;
}

QJsonObject strings(const QMap<QString, QString> &map)
{
    QJsonObject object;
    for (auto entry = map.cbegin(); entry != map.cend(); ++entry)
        object.insert(entry.key(), entry.value());
    return object;
}

// Names that stay what they are whatever the screen says.
QString nameOf(credential::CredentialType type)
{
    switch (type) {
    case credential::CredentialType::Identity:
        return QStringLiteral("identity");
    case credential::CredentialType::TravelPass:
        return QStringLiteral("travel-pass");
    case credential::CredentialType::ResidenceStatus:
        return QStringLiteral("residence-status");
    case credential::CredentialType::ResidenceReceipt:
        return QStringLiteral("residence-receipt");
    case credential::CredentialType::PrintedCopy:
        return QStringLiteral("printed-copy");
    }
    return QString::number(static_cast<int>(type));
}

QString nameOf(credential::Group group)
{
    switch (group) {
    case credential::Group::Number:
        return QStringLiteral("personalNumber");
    case credential::Group::Person:
        return QStringLiteral("person");
    case credential::Group::Address:
        return QStringLiteral("address");
    case credential::Group::AgeFlags:
        return QStringLiteral("agesReached");
    case credential::Group::Companions:
        return QStringLiteral("companions");
    case credential::Group::Members:
        return QStringLiteral("members");
    case credential::Group::PermanentAddress:
        return QStringLiteral("permanentAddress");
    case credential::Group::CurrentResidence:
        return QStringLiteral("currentResidence");
    case credential::Group::Household:
        return QStringLiteral("household");
    }
    return QString::number(static_cast<int>(group));
}

QJsonArray groupNames(const QList<int> &groups)
{
    QJsonArray names;
    for (const int group : groups)
        names.append(nameOf(static_cast<credential::Group>(group)));
    return names;
}

QString nameOf(CardFieldKey key)
{
    static const QMap<CardFieldKey, QString> names{
        {CardFieldKey::FullName, QStringLiteral("fullName")},
        {CardFieldKey::PersonalNumber, QStringLiteral("personalNumber")},
        {CardFieldKey::BirthDate, QStringLiteral("birthDate")},
        {CardFieldKey::SexField, QStringLiteral("sex")},
        {CardFieldKey::Nationality, QStringLiteral("nationality")},
        {CardFieldKey::PlaceOfOrigin, QStringLiteral("placeOfOrigin")},
        {CardFieldKey::Residence, QStringLiteral("residence")},
        {CardFieldKey::IssueDate, QStringLiteral("issueDate")},
        {CardFieldKey::ExpiryDate, QStringLiteral("expiryDate")},
        {CardFieldKey::OldNumber, QStringLiteral("oldNumber")},
        {CardFieldKey::DocumentNumber, QStringLiteral("documentNumber")},
        {CardFieldKey::HolderNumber, QStringLiteral("holderNumber")},
        {CardFieldKey::OtherNames, QStringLiteral("otherNames")},
        {CardFieldKey::PlaceOfBirth, QStringLiteral("placeOfBirth")},
        {CardFieldKey::Address, QStringLiteral("address")},
        {CardFieldKey::IssuingAuthority, QStringLiteral("issuingAuthority")},
        {CardFieldKey::Endorsements, QStringLiteral("endorsements")},
    };
    return names.value(key, QString::number(static_cast<int>(key)));
}

QString nameOf(FieldOrigin origin)
{
    return origin == FieldOrigin::Chip ? QStringLiteral("chip") : origin == FieldOrigin::PrintedQr ? QStringLiteral("printed-qr") : QStringLiteral("typed");
}

QString nameOf(nfc::ReadReport::Verdict verdict)
{
    switch (verdict) {
    case nfc::ReadReport::Verdict::Genuine:
        return QStringLiteral("genuine");
    case nfc::ReadReport::Verdict::AuthenticButCopyable:
        return QStringLiteral("authentic-but-copyable");
    case nfc::ReadReport::Verdict::IssuerUnknown:
        return QStringLiteral("issuer-unknown");
    case nfc::ReadReport::Verdict::Failed:
        return QStringLiteral("failed");
    case nfc::ReadReport::Verdict::Unchecked:
        return QStringLiteral("unchecked");
    }
    return {};
}

QString nameOf(wallet::StoredDeclaration::State state)
{
    using State = wallet::StoredDeclaration::State;
    switch (state) {
    case State::Draft:
        return QStringLiteral("draft");
    case State::ConsentPending:
        return QStringLiteral("consent-pending");
    case State::Queued:
        return QStringLiteral("queued");
    case State::Submitted:
        return QStringLiteral("submitted");
    case State::Received:
        return QStringLiteral("received");
    case State::SupplementRequired:
        return QStringLiteral("supplement-required");
    case State::Accepted:
        return QStringLiteral("accepted");
    case State::Refused:
        return QStringLiteral("refused");
    case State::Issued:
        return QStringLiteral("issued");
    case State::Withdrawn:
        return QStringLiteral("withdrawn");
    case State::Expired:
        return QStringLiteral("expired");
    }
    return {};
}

QJsonObject place(const credential::Place &place)
{
    return {{QStringLiteral("province"), place.province}, {QStringLiteral("ward"), place.ward}, {QStringLiteral("tableVersion"), place.tableVersion}};
}

QJsonObject address(const credential::Address &address)
{
    return {{QStringLiteral("text"), address.text}, {QStringLiteral("place"), address.place ? QJsonValue(place(*address.place)) : QJsonValue()}};
}

QJsonObject person(const credential::Person &person)
{
    return {{QStringLiteral("fullName"), person.fullName},
            {QStringLiteral("birthDate"), credential::birthDateText(person.birthDate)},
            {QStringLiteral("sex"), person.sex == identity::Sex::Male ? QStringLiteral("male") : QStringLiteral("female")},
            {QStringLiteral("nationality"), person.nationality}};
}

QJsonValue placeOrNull(const std::optional<credential::Place> &where)
{
    return where ? QJsonValue(place(*where)) : QJsonValue();
}

QJsonValue addressOrNull(const std::optional<credential::Address> &where)
{
    return where ? QJsonValue(address(*where)) : QJsonValue();
}

QJsonArray people(const QList<credential::Companion> &companions)
{
    QJsonArray array;
    for (const credential::Companion &each : companions)
        array.append(QJsonObject{{QStringLiteral("fullName"), each.fullName}, {QStringLiteral("birthDate"), credential::birthDateText(each.birthDate)}});
    return array;
}

QJsonArray people(const QList<credential::Member> &members)
{
    QJsonArray array;
    for (const credential::Member &each : members)
        array.append(QJsonObject{{QStringLiteral("fullName"), each.fullName},
                                 {QStringLiteral("birthDate"), credential::birthDateText(each.birthDate)},
                                 {QStringLiteral("relation"), each.relation}});
    return array;
}

QJsonValue flight(const std::optional<credential::Flight> &flight)
{
    if (!flight)
        return {};
    return QJsonObject{{QStringLiteral("carrier"), flight->carrier},
                       {QStringLiteral("number"), flight->number},
                       {QStringLiteral("date"), credential::birthDateText(flight->date)},
                       {QStringLiteral("from"), flight->from},
                       {QStringLiteral("to"), flight->to}};
}

QJsonArray conditions(const QList<credential::Condition> &list)
{
    QJsonArray array;
    for (const credential::Condition &each : list)
        array.append(QJsonObject{{QStringLiteral("type"), static_cast<int>(each.type)},
                                 {QStringLiteral("reference"), each.reference},
                                 {QStringLiteral("maxAge"), each.maxAge}});
    return array;
}

QJsonValue status(const std::optional<credential::StatusReference> &status)
{
    if (!status)
        return {};
    return QJsonObject{{QStringLiteral("index"), status->index}, {QStringLiteral("uri"), QString::fromLatin1(status->uri)}};
}

QJsonObject residence(const credential::Claims &claims)
{
    QJsonObject object{{QStringLiteral("asOf"), credential::birthDateText(claims.residence->asOf)},
                       {QStringLiteral("permanentAddress"), addressOrNull(claims.permanentAddress)},
                       {QStringLiteral("currentResidence"), addressOrNull(claims.currentResidence)},
                       {QStringLiteral("household"), QJsonValue()}};
    if (claims.household)
        object.insert(QStringLiteral("household"), QJsonObject{{QStringLiteral("number"), claims.household->number},
                                                               {QStringLiteral("relation"), claims.household->relation},
                                                               {QStringLiteral("count"), claims.household->count}});
    return object;
}

QJsonObject printed(const credential::PrintedCopyClaims &printed)
{
    return {{QStringLiteral("copyOf"), nameOf(printed.copyOf)},
            {QStringLiteral("code"), printed.code},
            {QStringLiteral("from"), placeOrNull(printed.from)},
            {QStringLiteral("to"), placeOrNull(printed.to)},
            {QStringLiteral("label"), printed.label},
            {QStringLiteral("validFrom"), timeOrNull(printed.validFrom)},
            {QStringLiteral("validTo"), timeOrNull(printed.validTo)}};
}

QJsonObject claimsOf(const credential::Claims &claims)
{
    QJsonObject object{{QStringLiteral("issuer"), claims.issuer},
                       {QStringLiteral("issuedAt"), time(claims.issuedAt)},
                       {QStringLiteral("notBefore"), time(claims.notBefore)},
                       {QStringLiteral("expires"), time(claims.expires)},
                       {QStringLiteral("evidence"), claims.evidence},
                       {QStringLiteral("personalNumber"), claims.personalNumber},
                       {QStringLiteral("person"), claims.person ? QJsonValue(person(*claims.person)) : QJsonValue()},
                       {QStringLiteral("address"), addressOrNull(claims.address)},
                       {QStringLiteral("agesReached"), numbers(claims.ageFlags)},
                       {QStringLiteral("status"), status(claims.status)}};
    if (claims.type == credential::CredentialType::Identity)
        object.insert(QStringLiteral("level"), claims.level);
    if (claims.pass)
        object.insert(QStringLiteral("pass"), QJsonObject{{QStringLiteral("kind"), static_cast<int>(claims.pass->kind)},
                                                          {QStringLiteral("from"), place(claims.pass->from)},
                                                          {QStringLiteral("to"), place(claims.pass->to)},
                                                          {QStringLiteral("validFrom"), time(claims.pass->validFrom)},
                                                          {QStringLiteral("validTo"), time(claims.pass->validTo)},
                                                          {QStringLiteral("trips"), static_cast<int>(claims.pass->trips)},
                                                          {QStringLiteral("vehiclePlate"), claims.pass->vehiclePlate},
                                                          {QStringLiteral("flight"), flight(claims.pass->flight)},
                                                          {QStringLiteral("conditions"), conditions(claims.pass->conditions)},
                                                          {QStringLiteral("companions"), people(claims.companions)}});
    if (claims.residence)
        object.insert(QStringLiteral("residence"), residence(claims));
    if (claims.printed)
        object.insert(QStringLiteral("printed"), printed(*claims.printed));
    if (claims.receipt)
        object.insert(QStringLiteral("receipt"), QJsonObject{{QStringLiteral("kind"), static_cast<int>(claims.receipt->kind)},
                                                             {QStringLiteral("dossierCode"), claims.receipt->dossierCode},
                                                             {QStringLiteral("state"), static_cast<int>(claims.receipt->state)},
                                                             {QStringLiteral("decidedAt"), time(claims.receipt->decidedAt)},
                                                             {QStringLiteral("validUntil"), timeOrNull(claims.receipt->validUntil)},
                                                             {QStringLiteral("members"), people(claims.members)}});
    return object;
}

QJsonValue cardOf(const PersonalData &data)
{
    if (!data.card)
        return {};
    QJsonArray fields;
    for (const CardField &field : data.card->fields)
        fields.append(QJsonObject{{QStringLiteral("name"), nameOf(field.key)},
                                  {QStringLiteral("value"), field.value},
                                  {QStringLiteral("origin"), nameOf(field.origin)}});
    return QJsonObject{{QStringLiteral("readAt"), time(data.cardReadAt)},
                       {QStringLiteral("demo"), data.cardDemo},
                       {QStringLiteral("verdict"), nameOf(data.card->verdict)},
                       {QStringLiteral("anchor"), data.card->anchorName},
                       {QStringLiteral("anchorInstalledBy"), data.card->anchorInstalledBy},
                       {QStringLiteral("chipCheck"), data.card->chipCheck},
                       {QStringLiteral("fields"), fields},
                       {QStringLiteral("portrait"), base64(data.faceImage)}};
}

QJsonObject declarationOf(const wallet::StoredDeclaration &declaration)
{
    QJsonObject object{{QStringLiteral("id"), QString::fromLatin1(declaration.id.toHex())},
                       {QStringLiteral("state"), nameOf(declaration.state)},
                       {QStringLiteral("createdAt"), time(declaration.createdAt)},
                       {QStringLiteral("deliveredAt"), timeOrNull(declaration.deliveredAt)},
                       {QStringLiteral("receiptCredential"), declaration.receiptCredential ? QJsonValue(*declaration.receiptCredential) : QJsonValue()},
                       {QStringLiteral("refusal"), declaration.refusal},
                       {QStringLiteral("content"), base64(declaration.content)},
                       {QStringLiteral("stay"), QJsonValue()}};
    if (const auto stay = notificationOf(declaration))
        object.insert(QStringLiteral("stay"), QJsonObject{{QStringLiteral("facilityType"), static_cast<int>(stay->facilityType)},
                                                          {QStringLiteral("facilityName"), stay->facilityName},
                                                          {QStringLiteral("address"), address(stay->address)},
                                                          {QStringLiteral("reason"), stay->reason},
                                                          {QStringLiteral("from"), time(stay->from)},
                                                          {QStringLiteral("to"), time(stay->to)}});
    return object;
}

} // namespace
} // namespace json

QByteArray personalDataJson(const PersonalData &data)
{
    using namespace json;
    QJsonArray credentials;
    for (const wallet::StoredCredential &stored : data.credentials)
        credentials.append(QJsonObject{{QStringLiteral("id"), stored.id},
                                       {QStringLiteral("type"), nameOf(stored.credential.claims.type)},
                                       {QStringLiteral("addedAt"), time(stored.addedAt)},
                                       {QStringLiteral("demo"), stored.demo},
                                       {QStringLiteral("keyOnThisDevice"), data.heldKeys.contains(stored.credential.holderThumbprint)},
                                       {QStringLiteral("claims"), claimsOf(stored.credential.claims)},
                                       {QStringLiteral("token"), base64(stored.credential.token)}});
    for (const wallet::UnreadableCredential &stored : data.unreadable)
        credentials.append(QJsonObject{{QStringLiteral("id"), stored.id},
                                       {QStringLiteral("type"), QStringLiteral("unknown")},
                                       {QStringLiteral("addedAt"), time(stored.addedAt)},
                                       {QStringLiteral("demo"), stored.demo},
                                       {QStringLiteral("keyOnThisDevice"), false},
                                       {QStringLiteral("token"), base64(stored.token)}});
    QJsonArray declarations;
    for (const wallet::StoredDeclaration &declaration : data.declarations)
        declarations.append(declarationOf(declaration));
    QJsonArray history;
    for (const wallet::ActivityEntry &entry : data.history)
        history.append(QJsonObject{{QStringLiteral("at"), time(entry.at)},
                                   {QStringLiteral("audience"), entry.audience},
                                   {QStringLiteral("credentialType"), nameOf(static_cast<credential::CredentialType>(entry.credentialType))},
                                   {QStringLiteral("groups"), groupNames(entry.groups)}});
    QJsonArray consents;
    for (const wallet::ConsentRecord &consent : data.consents)
        consents.append(QJsonObject{{QStringLiteral("at"), time(consent.at)},
                                    {QStringLiteral("verifierId"), consent.verifierId},
                                    {QStringLiteral("verifierName"), consent.verifierName},
                                    {QStringLiteral("registered"), consent.registered},
                                    {QStringLiteral("purpose"), consent.purpose},
                                    {QStringLiteral("legalBasis"), consent.legalBasis},
                                    {QStringLiteral("credentialType"), nameOf(static_cast<credential::CredentialType>(consent.credentialType))},
                                    {QStringLiteral("groups"), groupNames(consent.groups)},
                                    {QStringLiteral("textSha256"), QString::fromLatin1(consent.textHash.toHex())}});
    const QJsonObject all{{QStringLiteral("format"), QStringLiteral("dinh-danh-export")},
                          {QStringLiteral("version"), 1},
                          {QStringLiteral("exportedAt"), time(data.exportedAt)},
                          {QStringLiteral("card"), cardOf(data)},
                          {QStringLiteral("credentials"), credentials},
                          {QStringLiteral("declarations"), declarations},
                          {QStringLiteral("history"), history},
                          {QStringLiteral("consents"), consents},
                          {QStringLiteral("settings"),
                           QJsonObject{{QStringLiteral("vault"), strings(data.settings)}, {QStringLiteral("device"), strings(data.preferences)}}}};
    return QJsonDocument(all).toJson(QJsonDocument::Indented);
}

} // namespace dd::citizen
