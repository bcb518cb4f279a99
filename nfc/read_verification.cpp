#include "nfc/read_verification.h"

#include "nfc/authentication/active.h"
#include "nfc/authentication/card_security.h"
#include "nfc/authentication/passive.h"

#include <algorithm>

namespace dd::nfc::reading {
namespace {

Check passedWith(const QString &detail)
{
    return {CheckOutcome::Passed, std::nullopt, detail};
}

Check withReason(CheckOutcome outcome, Error reason)
{
    return {outcome, std::move(reason), {}};
}

Check revocationCheck(const PassiveResult &passive)
{
    if (passive.issuerKnown && passive.revocation == RevocationState::Good)
        return passedWith({});
    return {CheckOutcome::NotPossible, std::nullopt, passive.issuerKnown ? revocationNote(passive.revocation) : QString()};
}

// A refusal speaks against the chip, or only says that there was no way to ask it.
Check refusedCheck(const Error &why)
{
    return withReason(why.code == ErrorCode::ChipAuthenticationFailed ? CheckOutcome::Failed : CheckOutcome::NotPossible, why);
}

// What the files say oddly without being wrong enough to refuse.
QStringList remarksOf(const ReadResult &result)
{
    QStringList notes;
    for (const QString &remark : result.mrz.remarks)
        notes.append(QStringLiteral("DG1: %1").arg(remark));
    for (const QString &remark : result.face ? result.face->remarks : QStringList())
        notes.append(QStringLiteral("DG2: %1").arg(remark));
    return notes;
}

// What lists of deviations say about this signer's documents.
QList<Deviation> judgeFiles(ReadResult &result, const CscaStore &anchors, qint64 now)
{
    ReadReport &report = result.report;
    const Result<PassiveResult> passive = passiveAuthentication(result.files, anchors, now);
    if (passive) {
        report.passive = passedWith(QStringLiteral("%1; %2").arg(passive->digest, passive->signature));
        report.issuer = passive->issuerKnown ? passedWith(passive->anchorName)
                                             : withReason(CheckOutcome::NotPossible, {ErrorCode::UnknownIssuer, QStringLiteral("document signer"), {}, {}});
        report.demo = passive->demo;
        report.anchorName = passive->anchorName;
        report.anchorInstalledBy = passive->anchorInstalledBy;
        report.revocation = revocationCheck(*passive);
        report.notes = passive->notes + remarksOf(result);
        for (const Deviation &deviation : passive->deviations)
            report.notes.append(QStringLiteral("known deviation: %1").arg(deviation.description.isEmpty() ? deviation.name : deviation.description));
        // Nobody signs EF.COM and nothing here rests on it: what the issuer signed was read whatever EF.COM says.
        if (passive->comMismatch)
            report.notes.append(passive->comMismatch->stage + QStringLiteral(": ") + passive->comMismatch->detail);
        return passive->deviations;
    }
    if (const std::optional<CscaAnchor> anchor = anchorBehindSod(result.files.value(FileId::Sod), anchors)) {
        report.demo = anchor->demo; // DEMO follows the anchor, whatever became of the document
        report.anchorName = anchor->subject;
        report.anchorInstalledBy = anchor->installedBy;
    }
    if (isIssuerFailure(passive.error())) {
        report.passive = passedWith({});
        report.issuer = withReason(CheckOutcome::Failed, passive.error());
        if (passive.error().stage.endsWith(QLatin1String("revocation")))
            report.revocation = withReason(CheckOutcome::Failed, passive.error());
    } else {
        const bool failed = passive.error().code != ErrorCode::UnsupportedProtocol && passive.error().code != ErrorCode::UnknownIssuer;
        report.passive = withReason(failed ? CheckOutcome::Failed : CheckOutcome::NotPossible, passive.error());
        report.issuer = withReason(CheckOutcome::NotPossible, passive.error());
    }
    return {};
}

// What holds for both proofs: a key that nobody signed proves nothing, and one proof is enough.
std::optional<Check> decidedElsewhere(const ReadReport &report, bool offered, bool run)
{
    if (!offered)
        return Check{CheckOutcome::NotOffered, std::nullopt, {}};
    if (report.passive.outcome != CheckOutcome::Passed)
        return Check{CheckOutcome::NotPossible, report.passive.reason, {}};
    if (!run)
        return Check{CheckOutcome::NotPossible, std::nullopt, QStringLiteral("not run")};
    return std::nullopt;
}

void judgeActive(ReadResult &result, const State &state, const QList<Deviation> &deviations)
{
    const bool offered = state.signedGroups.contains(dataGroupNumber(FileId::Dg15)) || result.files.contains(FileId::Dg15);
    const auto refused = state.refusals.find(Proof::ActiveAuthentication);
    Check &check = result.report.activeAuthentication;
    if (refused != state.refusals.end()) {
        check = refusedCheck(refused->second);
        return;
    }
    if (const std::optional<Check> decided = decidedElsewhere(result.report, offered, !state.chipAnswer.isEmpty())) {
        check = *decided;
        return;
    }
    const auto spoilt = std::find_if(deviations.begin(), deviations.end(), [](const Deviation &one) { return one.certain && one.spoilsActiveAuthentication(); });
    if (spoilt != deviations.end()) {
        check = {CheckOutcome::NotPossible, std::nullopt, spoilt->name};
        return;
    }
    const Result<QString> used = verifyActiveAuthentication(result.files.value(FileId::Dg15), result.files.value(FileId::Dg14), result.aaChallenge,
                                                            state.chipAnswer);
    if (used)
        check = passedWith(*used);
    else
        check = withReason(used.error().code == ErrorCode::UnsupportedProtocol ? CheckOutcome::NotPossible : CheckOutcome::Failed, used.error());
}

// ICAO 9303-11 §4.4.3.5.2: the key that PACE proved must be the one the issuer signed in EF.CardSecurity.
Check mappingCheck(const ReadResult &result, const ChipMappingProof &mapping, const CscaStore &anchors, qint64 now)
{
    const Result<CardSecurity> security =
        verifyCardSecurity(result.files.value(FileId::CardSecurity), result.files.value(FileId::CardAccess), anchors, now);
    if (!security)
        return withReason(CheckOutcome::Failed, security.error());
    if (!security->issuerKnown)
        return withReason(CheckOutcome::NotPossible, {ErrorCode::UnknownIssuer, name(FileId::CardSecurity), {}, {}});
    Error last{ErrorCode::ChipAuthenticationFailed, name(FileId::CardSecurity), QStringLiteral("no chip authentication key"), {}};
    for (const ChipAuthenticationKey &stated : security->infos.chipAuthenticationKeys) {
        const Result<AgreementKey> key = agreementKeyFrom(stated.subjectPublicKeyInfo, name(FileId::CardSecurity));
        const Result<void> proven = key ? verifyChipMapping(mapping, *key) : fail(key.error());
        if (proven)
            return passedWith(QStringLiteral("PACE-CAM, %1").arg(mapping.domain.name()));
        last = proven.error();
    }
    return withReason(CheckOutcome::Failed, last);
}

void judgeChip(ReadResult &result, const State &state)
{
    const Result<SecurityInfos> infos = parseDg14(result.files.value(FileId::Dg14));
    const bool offered = infos && (!infos->chipAuthenticationKeys.isEmpty() || !infos->chipAuthentication.isEmpty());
    const auto refused = state.refusals.find(Proof::ChipAuthentication);
    Check &check = result.report.chipAuthentication;
    if (refused != state.refusals.end())
        check = refusedCheck(refused->second);
    else if (const std::optional<Check> decided = decidedElsewhere(result.report, offered, !state.chipAgreement.isEmpty()))
        check = *decided;
    else
        check = passedWith(state.chipAgreement);
}

// Last, because the files that were read are authentic all the same and the other checks rest on them.
void noteWithheld(ReadResult &result, const State &state)
{
    Check &passive = result.report.passive;
    if (state.withheld && passive.outcome == CheckOutcome::Passed) {
        passive.outcome = CheckOutcome::NotPossible;
        passive.reason = state.withheld;
    }
}

} // namespace

void judge(ReadResult &result, const State &state, const std::optional<ChipMappingProof> &mapping, const CscaStore &anchors, qint64 now)
{
    const QList<Deviation> deviations = judgeFiles(result, anchors, now);
    judgeActive(result, state, deviations);
    if (mapping && state.chipMapped)
        result.report.chipAuthentication = mappingCheck(result, *mapping, anchors, now);
    else
        judgeChip(result, state);
    noteWithheld(result, state);
}

} // namespace dd::nfc::reading
