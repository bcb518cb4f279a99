#include "core/trust/verifier.h"

namespace dd::trust {

QString name(Overall value)
{
    switch (value) {
    case Overall::Valid:
        return QStringLiteral("valid");
    case Overall::Invalid:
        return QStringLiteral("invalid");
    case Overall::CannotCheck:
        break;
    }
    return QStringLiteral("cannot-check");
}

QString name(Step value)
{
    switch (value) {
    case Step::None:
        break;
    case Step::Prefix:
        return QStringLiteral("prefix");
    case Step::Base45:
        return QStringLiteral("base45");
    case Step::Size:
        return QStringLiteral("size");
    case Step::Cbor:
        return QStringLiteral("cbor");
    case Step::Type:
        return QStringLiteral("type");
    case Step::Issuer:
        return QStringLiteral("issuer");
    case Step::IssuerSignature:
        return QStringLiteral("issuer-signature");
    case Step::HolderKey:
        return QStringLiteral("holder-key");
    case Step::HolderSignature:
        return QStringLiteral("holder-signature");
    case Step::Times:
        return QStringLiteral("times");
    case Step::Audience:
        return QStringLiteral("audience");
    case Step::Freshness:
        return QStringLiteral("freshness");
    case Step::Disclosures:
        return QStringLiteral("disclosures");
    case Step::Status:
        return QStringLiteral("status");
    case Step::Rule:
        return QStringLiteral("rule");
    case Step::Replay:
        return QStringLiteral("replay");
    }
    return QStringLiteral("none");
}

QString name(SignatureState value)
{
    switch (value) {
    case SignatureState::Valid:
        return QStringLiteral("valid");
    case SignatureState::Invalid:
        return QStringLiteral("invalid");
    case SignatureState::UnknownIssuer:
        return QStringLiteral("unknown-issuer");
    case SignatureState::NotChecked:
        break;
    }
    return QStringLiteral("not-checked");
}

QString name(ValidityState value)
{
    switch (value) {
    case ValidityState::Current:
        return QStringLiteral("current");
    case ValidityState::Expired:
        return QStringLiteral("expired");
    case ValidityState::NotYet:
        return QStringLiteral("not-yet");
    case ValidityState::NotChecked:
        break;
    }
    return QStringLiteral("not-checked");
}

QString name(HolderState value)
{
    switch (value) {
    case HolderState::Proven:
        return QStringLiteral("proven");
    case HolderState::Stale:
        return QStringLiteral("stale");
    case HolderState::Replayed:
        return QStringLiteral("replayed");
    case HolderState::NotChecked:
        break;
    }
    return QStringLiteral("not-checked");
}

QString name(Mode value)
{
    switch (value) {
    case Mode::Open:
        return QStringLiteral("open");
    case Mode::Challenge:
        return QStringLiteral("challenge");
    case Mode::Print:
        break;
    }
    return QStringLiteral("print");
}

QString name(ClockFinding::Whose value)
{
    switch (value) {
    case ClockFinding::Whose::Counter:
        return QStringLiteral("counter");
    case ClockFinding::Whose::Holder:
        return QStringLiteral("holder");
    case ClockFinding::Whose::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

QString name(StatusState value)
{
    switch (value) {
    case StatusState::Good:
        return QStringLiteral("good");
    case StatusState::Revoked:
        return QStringLiteral("revoked");
    case StatusState::Suspended:
        return QStringLiteral("suspended");
    case StatusState::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

QString name(credential::CredentialType value)
{
    using credential::CredentialType;
    switch (value) {
    case CredentialType::Identity:
        return QStringLiteral("identity");
    case CredentialType::TravelPass:
        return QStringLiteral("travel-pass");
    case CredentialType::ResidenceStatus:
        return QStringLiteral("residence-status");
    case CredentialType::ResidenceReceipt:
        return QStringLiteral("residence-receipt");
    case CredentialType::PrintedCopy:
        break;
    }
    return QStringLiteral("printed-copy");
}

QString name(credential::Group value)
{
    using credential::Group;
    switch (value) {
    case Group::Number:
        return QStringLiteral("personalNumber");
    case Group::Person:
        return QStringLiteral("person");
    case Group::Address:
        return QStringLiteral("address");
    case Group::AgeFlags:
        return QStringLiteral("agesReached");
    case Group::Companions:
        return QStringLiteral("companions");
    case Group::Members:
        return QStringLiteral("members");
    case Group::PermanentAddress:
        return QStringLiteral("permanentAddress");
    case Group::CurrentResidence:
        return QStringLiteral("currentResidence");
    case Group::Household:
        break;
    }
    return QStringLiteral("household");
}

QString name(credential::Purpose value)
{
    using credential::Purpose;
    switch (value) {
    case Purpose::Checkpoint:
        return QStringLiteral("checkpoint");
    case Purpose::Lodging:
        return QStringLiteral("lodging");
    case Purpose::Desk:
        return QStringLiteral("desk");
    case Purpose::Boarding:
        return QStringLiteral("boarding");
    case Purpose::AgeCheck:
        return QStringLiteral("age-check");
    case Purpose::Other:
        break;
    }
    return QStringLiteral("other");
}

} // namespace dd::trust
