#include "core/trust/verdict_json.h"

#include <QJsonArray>

namespace dd::trust {
namespace {

using credential::Address;
using credential::Claims;
using credential::Condition;
using credential::CredentialType;
using credential::DeclarationState;
using credential::PassKind;
using credential::Place;
using credential::StayStatement;
using credential::TravelPassClaims;
using credential::Trips;

QString isoMoment(qint64 secondsUtc)
{
    return QDateTime::fromSecsSinceEpoch(secondsUtc, Qt::UTC).toString(Qt::ISODate);
}

QJsonObject inBothLanguages(ErrorCode code, QString (*text)(ErrorCode, Language))
{
    return {{QStringLiteral("vi"), text(code, Language::Vietnamese)}, {QStringLiteral("en"), text(code, Language::English)}};
}

void addError(QJsonObject &object, const Error &error)
{
    object.insert(QStringLiteral("code"), errorId(error.code));
    object.insert(QStringLiteral("message"), inBothLanguages(error.code, &errorMessage));
    object.insert(QStringLiteral("advice"), inBothLanguages(error.code, &errorAdvice));
    object.insert(QStringLiteral("detail"), error.detail);
}

QJsonObject placeJson(const Place &place)
{
    QJsonObject object{{QStringLiteral("province"), place.province}, {QStringLiteral("tableVersion"), place.tableVersion}};
    if (!place.ward.isEmpty())
        object.insert(QStringLiteral("ward"), place.ward);
    return object;
}

QJsonObject addressJson(const Address &address)
{
    QJsonObject object{{QStringLiteral("text"), address.text}};
    if (address.place)
        object.insert(QStringLiteral("place"), placeJson(*address.place));
    return object;
}

QString passKindName(PassKind kind)
{
    switch (kind) {
    case PassKind::Personal:
        return QStringLiteral("personal");
    case PassKind::Work:
        return QStringLiteral("work");
    case PassKind::GoodsVehicle:
        return QStringLiteral("goods_vehicle");
    case PassKind::Patient:
        return QStringLiteral("patient");
    case PassKind::AirDomestic:
        return QStringLiteral("air_domestic");
    case PassKind::Group:
        break;
    }
    return QStringLiteral("group");
}

QString tripsName(Trips trips)
{
    switch (trips) {
    case Trips::Single:
        return QStringLiteral("single");
    case Trips::Return:
        return QStringLiteral("return");
    case Trips::Multiple:
        break;
    }
    return QStringLiteral("multiple");
}

QString stateName(DeclarationState state)
{
    switch (state) {
    case DeclarationState::Received:
        return QStringLiteral("received");
    case DeclarationState::SupplementRequired:
        return QStringLiteral("supplement-required");
    case DeclarationState::Accepted:
        return QStringLiteral("accepted");
    case DeclarationState::Refused:
        return QStringLiteral("refused");
    case DeclarationState::Issued:
        break;
    }
    return QStringLiteral("issued");
}

QString conditionName(Condition::Type type)
{
    switch (type) {
    case Condition::Type::Vaccine:
        return QStringLiteral("vaccine");
    case Condition::Type::Test:
        return QStringLiteral("test");
    case Condition::Type::Permit:
        break;
    }
    return QStringLiteral("permit");
}

// Those the credential names beside its holder, and where they live.
void addOthers(QJsonObject &who, const Claims &claims)
{
    QJsonArray companions;
    for (const credential::Companion &each : claims.companions)
        companions.append(QJsonObject{{QStringLiteral("fullName"), each.fullName}, {QStringLiteral("birthDate"), each.birthDate}});
    if (!companions.isEmpty())
        who.insert(QStringLiteral("companions"), companions);
    QJsonArray members;
    for (const credential::Member &each : claims.members)
        members.append(QJsonObject{{QStringLiteral("fullName"), each.fullName},
                                   {QStringLiteral("birthDate"), each.birthDate},
                                   {QStringLiteral("relation"), each.relation}});
    if (!members.isEmpty())
        who.insert(QStringLiteral("members"), members);
    if (claims.permanentAddress)
        who.insert(QStringLiteral("permanentAddress"), addressJson(*claims.permanentAddress));
    if (claims.currentResidence)
        who.insert(QStringLiteral("currentResidence"), addressJson(*claims.currentResidence));
    if (claims.household)
        who.insert(QStringLiteral("household"), QJsonObject{{QStringLiteral("number"), claims.household->number},
                                                            {QStringLiteral("relation"), claims.household->relation},
                                                            {QStringLiteral("count"), claims.household->count}});
}

QJsonObject whoJson(const Claims &claims)
{
    QJsonObject who;
    if (claims.person) {
        who.insert(QStringLiteral("fullName"), claims.person->fullName);
        who.insert(QStringLiteral("birthDate"), claims.person->birthDate);
        who.insert(QStringLiteral("sex"), claims.person->sex == dd::identity::Sex::Male ? QStringLiteral("male") : QStringLiteral("female"));
        who.insert(QStringLiteral("nationality"), claims.person->nationality);
    }
    if (!claims.personalNumber.isEmpty())
        who.insert(QStringLiteral("personalNumber"), claims.personalNumber);
    if (claims.address)
        who.insert(QStringLiteral("address"), addressJson(*claims.address));
    if (!claims.ageFlags.isEmpty()) {
        QJsonArray reached;
        for (const int age : claims.ageFlags)
            reached.append(age);
        who.insert(QStringLiteral("agesReached"), reached);
    }
    addOthers(who, claims);
    return who;
}

// What only some passes have.
void addExtras(QJsonObject &what, const TravelPassClaims &pass)
{
    if (!pass.vehiclePlate.isEmpty())
        what.insert(QStringLiteral("vehiclePlate"), pass.vehiclePlate);
    if (pass.flight)
        what.insert(QStringLiteral("flight"), QJsonObject{{QStringLiteral("carrier"), pass.flight->carrier},
                                                          {QStringLiteral("number"), pass.flight->number},
                                                          {QStringLiteral("date"), pass.flight->date},
                                                          {QStringLiteral("from"), pass.flight->from},
                                                          {QStringLiteral("to"), pass.flight->to}});
    QJsonArray conditions;
    for (const Condition &each : pass.conditions)
        conditions.append(QJsonObject{{QStringLiteral("type"), conditionName(each.type)},
                                      {QStringLiteral("reference"), each.reference},
                                      {QStringLiteral("maxAge"), each.maxAge}});
    if (!conditions.isEmpty())
        what.insert(QStringLiteral("conditions"), conditions);
}

void addPrinted(QJsonObject &what, const credential::PrintedCopyClaims &printed)
{
    what.insert(QStringLiteral("copyOf"), name(printed.copyOf));
    what.insert(QStringLiteral("code"), printed.code);
    if (printed.from)
        what.insert(QStringLiteral("from"), placeJson(*printed.from));
    if (printed.to)
        what.insert(QStringLiteral("to"), placeJson(*printed.to));
    if (!printed.label.isEmpty())
        what.insert(QStringLiteral("label"), printed.label);
}

QJsonObject whatJson(const Claims &claims)
{
    QJsonObject what{{QStringLiteral("type"), name(claims.type)}, {QStringLiteral("vct"), static_cast<int>(claims.type)}};
    if (claims.type == CredentialType::Identity) {
        what.insert(QStringLiteral("level"), claims.level);
        what.insert(QStringLiteral("evidence"), claims.evidence);
    }
    if (claims.pass) {
        what.insert(QStringLiteral("kind"), passKindName(claims.pass->kind));
        what.insert(QStringLiteral("from"), placeJson(claims.pass->from));
        what.insert(QStringLiteral("to"), placeJson(claims.pass->to));
        what.insert(QStringLiteral("trips"), tripsName(claims.pass->trips));
        addExtras(what, *claims.pass);
    }
    if (claims.residence)
        what.insert(QStringLiteral("asOf"), claims.residence->asOf);
    if (claims.printed)
        addPrinted(what, *claims.printed);
    if (claims.receipt) {
        what.insert(QStringLiteral("declaration"), QStringLiteral("stay-notification"));
        what.insert(QStringLiteral("dossierCode"), claims.receipt->dossierCode);
        what.insert(QStringLiteral("state"), stateName(claims.receipt->state));
        what.insert(QStringLiteral("decidedAt"), isoMoment(claims.receipt->decidedAt));
    }
    return what;
}

QJsonObject statementJson(const StayStatement &stay)
{
    return {{QStringLiteral("kind"), QStringLiteral("stay-notification")},
            {QStringLiteral("facility"), stay.facility},
            {QStringLiteral("from"), isoMoment(stay.from)},
            {QStringLiteral("to"), isoMoment(stay.to)},
            {QStringLiteral("reason"), stay.reason}};
}

} // namespace

QJsonObject toJson(const trust::Verdict &verdict, qint64 checkedAt)
{
    QJsonObject object{{QStringLiteral("overall"), name(verdict.overall)},     {QStringLiteral("failedStep"), name(verdict.failedStep)},
                       {QStringLiteral("signature"), name(verdict.signature)}, {QStringLiteral("validity"), name(verdict.validity)},
                       {QStringLiteral("holder"), name(verdict.holder)},       {QStringLiteral("status"), name(verdict.status)},
                       {QStringLiteral("demo"), verdict.demo},                 {QStringLiteral("checkedAt"), isoMoment(checkedAt)}};
    if (verdict.error)
        addError(object, *verdict.error);
    if (verdict.trustListAge)
        object.insert(QStringLiteral("trustListAge"), *verdict.trustListAge);
    if (verdict.statusAge)
        object.insert(QStringLiteral("statusAge"), *verdict.statusAge);
    if (verdict.mode)
        object.insert(QStringLiteral("mode"), name(*verdict.mode));
    if (verdict.clock)
        object.insert(QStringLiteral("clock"), QJsonObject{{QStringLiteral("whose"), name(verdict.clock->whose)},
                                                           {QStringLiteral("secondsAhead"), verdict.clock->secondsAhead}});
    if (!verdict.askedButMissing.isEmpty()) {
        QJsonArray missing;
        for (const credential::Group group : verdict.askedButMissing)
            missing.append(name(group));
        object.insert(QStringLiteral("askedButMissing"), missing);
    }
    if (verdict.presentedAt != 0)
        object.insert(QStringLiteral("presentedAt"), isoMoment(verdict.presentedAt));
    if (verdict.claims) {
        object.insert(QStringLiteral("issuer"),
                      QJsonObject{{QStringLiteral("id"), verdict.claims->issuer}, {QStringLiteral("name"), verdict.issuerName}});
        object.insert(QStringLiteral("who"), whoJson(*verdict.claims));
        object.insert(QStringLiteral("what"), whatJson(*verdict.claims));
        object.insert(QStringLiteral("validFrom"), isoMoment(verdict.claims->validFrom()));
        object.insert(QStringLiteral("until"), isoMoment(verdict.claims->validTo()));
    }
    if (verdict.statement)
        object.insert(QStringLiteral("statement"), statementJson(*verdict.statement));
    return object;
}

QJsonObject toJson(const Error &error, qint64 checkedAt)
{
    QJsonObject object{{QStringLiteral("overall"), name(trust::Overall::CannotCheck)},
                       {QStringLiteral("failedStep"), QStringLiteral("input")},
                       {QStringLiteral("demo"), false},
                       {QStringLiteral("checkedAt"), isoMoment(checkedAt)}};
    addError(object, error);
    return object;
}

} // namespace dd::trust
