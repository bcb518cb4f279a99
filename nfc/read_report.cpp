#include "nfc/read_report.h"

#include <algorithm>

namespace dd::nfc {

QList<std::pair<CheckName, Check>> ReadReport::checks() const
{
    return {{CheckName::Access, access},
            {CheckName::PassiveAuthentication, passive},
            {CheckName::Issuer, issuer},
            {CheckName::Revocation, revocation},
            {CheckName::ChipAuthentication, chipAuthentication},
            {CheckName::ActiveAuthentication, activeAuthentication}};
}

ReadReport::Verdict ReadReport::verdict() const
{
    const QList<std::pair<CheckName, Check>> all = checks();
    const bool anyFailed = std::any_of(all.begin(), all.end(), [](const auto &named) { return named.second.outcome == CheckOutcome::Failed; });
    if (anyFailed)
        return Verdict::Failed;
    // Nobody gains by keeping a check from being made: it speaks neither for the card nor against it.
    if (passive.outcome != CheckOutcome::Passed)
        return passive.reason && passive.reason->code == ErrorCode::UnknownIssuer ? Verdict::IssuerUnknown : Verdict::Unchecked;
    if (issuer.outcome != CheckOutcome::Passed)
        return Verdict::IssuerUnknown;
    const bool original = activeAuthentication.outcome == CheckOutcome::Passed || chipAuthentication.outcome == CheckOutcome::Passed;
    return original ? Verdict::Genuine : Verdict::AuthenticButCopyable;
}

} // namespace dd::nfc
