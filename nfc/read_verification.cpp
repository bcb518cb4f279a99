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

// Deviations are told and excuse nothing: a check that failed stays failed.
void noteDeviations(ReadReport &report, const QList<Deviation> &deviations)
{
    for (const Deviation &deviation : deviations)
        report.notes.append(deviation.note());
}

void judgeFiles(ReadResult &result, const Result<PassiveResult> &passive, const CscaStore &anchors)
{
    ReadReport &report = result.report;
    if (passive) {
        report.passive = passedWith(QStringLiteral("%1; %2").arg(passive->digest, passive->signature));
        report.issuer = passive->issuerKnown ? passedWith(passive->anchorName)
                                             : withReason(CheckOutcome::NotPossible, {ErrorCode::UnknownIssuer, QStringLiteral("document signer"), {}, {}});
        report.demo = passive->demo;
        report.anchorName = passive->anchorName;
        report.anchorInstalledBy = passive->anchorInstalledBy;
        report.revocation = revocationCheck(*passive);
        report.notes = passive->notes + remarksOf(result);
        noteDeviations(report, passive->deviations);
        // Nobody signs EF.COM and nothing here rests on it: what the issuer signed was read whatever EF.COM says.
        if (passive->comMismatch)
            report.notes.append(passive->comMismatch->stage + QStringLiteral(": ") + passive->comMismatch->detail);
        return;
    }
    if (const std::optional<CscaAnchor> anchor = anchorBehindSod(result.files.value(FileId::Sod), anchors)) {
        report.demo = anchor->demo; // DEMO follows the anchor, whatever became of the document
        report.anchorName = anchor->subject;
        report.anchorInstalledBy = anchor->installedBy;
    }
    noteDeviations(report, deviationsOfRefused(result.files, anchors));
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
}

// Why a proof of this document's chip counts for nothing, in the words of a list. One that maybe speaks of it is believed: the
// reading loses little, a copy would gain much.
std::optional<Check> spoilt(const Result<PassiveResult> &passive, bool (Deviation::*spoils)() const)
{
    const QList<Deviation> deviations = passive ? passive->deviations : QList<Deviation>();
    const auto found = std::find_if(deviations.begin(), deviations.end(), [spoils](const Deviation &one) { return (one.*spoils)(); });
    return found == deviations.end() ? std::nullopt : std::optional(Check{CheckOutcome::NotPossible, std::nullopt, found->name});
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

void judgeActive(ReadResult &result, const State &state, const Result<PassiveResult> &passive)
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
    if (const std::optional<Check> nothing = spoilt(passive, &Deviation::spoilsActiveAuthentication)) {
        check = *nothing;
        return;
    }
    const Result<QString> used = verifyActiveAuthentication(result.files.value(FileId::Dg15), result.files.value(FileId::Dg14), result.aaChallenge,
                                                            state.chipAnswer);
    if (used)
        check = passedWith(*used);
    else
        check = withReason(used.error().code == ErrorCode::UnsupportedProtocol ? CheckOutcome::NotPossible : CheckOutcome::Failed, used.error());
}

bool ranChipAuthentication(const State &state)
{
    return !state.chipAgreement.isEmpty() || state.refusals.contains(Proof::ChipAuthentication);
}

// The key in EF.CardSecurity by which the mapping holds.
Result<AgreementKey> provedKey(const ChipMappingProof &mapping, const SecurityInfos &infos)
{
    Error last{ErrorCode::ChipAuthenticationFailed, name(FileId::CardSecurity), QStringLiteral("no chip authentication key"), {}};
    for (const ChipAuthenticationKey &stated : infos.chipAuthenticationKeys) {
        Result<AgreementKey> key = agreementKeyFrom(stated.subjectPublicKeyInfo, name(FileId::CardSecurity));
        const Result<void> proven = key ? verifyChipMapping(mapping, *key) : fail(key.error());
        if (proven)
            return key;
        last = proven.error();
    }
    return fail(std::move(last));
}

// The same point of the same curve; the two files may write the curve's parameters in different ways (§9.5).
bool states(const SecurityInfos &infos, const AgreementKey &wanted)
{
    return std::any_of(infos.chipAuthenticationKeys.begin(), infos.chipAuthenticationKeys.end(), [&](const ChipAuthenticationKey &stated) {
        const Result<AgreementKey> key = agreementKeyFrom(stated.subjectPublicKeyInfo, name(FileId::Dg14));
        return key && key->domain.isElliptic() && key->domain.elliptic()->parameterId() == wanted.domain.elliptic()->parameterId()
               && key->publicKey == wanted.publicKey;
    });
}

// ICAO 9303-11 §4.4.3.5.2: the key that PACE proved must be one the issuer signed in EF.CardSecurity. That file says nothing about
// the holder, so one key taken out of any chip would do for every copy: the key must be the document's own, among those of DG14,
// which the SOD covers, and the two must have been signed by one country.
Check mappingCheck(ReadResult &result, const State &state, const Result<PassiveResult> &passive, const ChipMappingProof &mapping, const CscaStore &anchors,
                   qint64 now)
{
    ReadReport &report = result.report;
    const QString stage = name(FileId::CardSecurity);
    const Result<CardSecurity> security =
        verifyCardSecurity(result.files.value(FileId::CardSecurity), result.files.value(FileId::CardAccess), anchors, now);
    if (!security)
        return withReason(CheckOutcome::Failed, security.error());
    report.demo = report.demo || security->demo;
    const Result<AgreementKey> key = provedKey(mapping, security->infos);
    if (!key)
        return withReason(CheckOutcome::Failed, key.error());
    if (!passive || report.passive.outcome != CheckOutcome::Passed)
        return {CheckOutcome::NotPossible, report.passive.reason, {}};
    if (security->signerCountry != passive->signerCountry)
        return withReason(CheckOutcome::Failed, {ErrorCode::ChipAuthenticationFailed, stage, QStringLiteral("signed by another country than the SOD"), {}});
    if (!security->issuerKnown || !passive->issuerKnown)
        return withReason(CheckOutcome::NotPossible, {ErrorCode::UnknownIssuer, stage, {}, {}});
    for (const QString &note : security->notes)
        report.notes.append(QStringLiteral("%1: %2").arg(stage, note));
    const Result<SecurityInfos> dg14 = parseDg14(result.files.value(FileId::Dg14));
    if (!dg14 || dg14->chipAuthenticationKeys.isEmpty()) {
        return {CheckOutcome::NotPossible, std::nullopt,
                QStringLiteral("PACE-CAM: DG14 states no key, so nothing signed binds the chip's to this document")};
    }
    if (!states(*dg14, *key)) {
        // Where chip authentication was run besides, it decides by DG14's own key.
        const CheckOutcome outcome = ranChipAuthentication(state) ? CheckOutcome::NotPossible : CheckOutcome::Failed;
        return withReason(outcome, {ErrorCode::ChipAuthenticationFailed, stage, QStringLiteral("its key is not one of DG14's"), {}});
    }
    return passedWith(QStringLiteral("PACE-CAM, %1").arg(mapping.domain.name()));
}

Check agreementCheck(const ReadResult &result, const State &state)
{
    const Result<SecurityInfos> infos = parseDg14(result.files.value(FileId::Dg14));
    const bool offered = infos && (!infos->chipAuthenticationKeys.isEmpty() || !infos->chipAuthentication.isEmpty());
    if (const auto refused = state.refusals.find(Proof::ChipAuthentication); refused != state.refusals.end())
        return refusedCheck(refused->second);
    if (const std::optional<Check> decided = decidedElsewhere(result.report, offered, !state.chipAgreement.isEmpty()))
        return *decided;
    return passedWith(state.chipAgreement);
}

void judgeChip(ReadResult &result, const State &state, const Result<PassiveResult> &passive, const std::optional<ChipMappingProof> &mapping,
               const CscaStore &anchors, qint64 now)
{
    const bool mapped = mapping && state.chipMapped;
    Check check = mapped ? mappingCheck(result, state, passive, *mapping, anchors, now) : agreementCheck(result, state);
    if (mapped && check.outcome != CheckOutcome::Failed && ranChipAuthentication(state))
        check = agreementCheck(result, state);
    if (check.outcome == CheckOutcome::Passed)
        check = spoilt(passive, &Deviation::spoilsChipAuthentication).value_or(check);
    result.report.chipAuthentication = std::move(check);
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
    const Result<PassiveResult> passive = passiveAuthentication(result.files, anchors, now);
    judgeFiles(result, passive, anchors);
    judgeActive(result, state, passive);
    judgeChip(result, state, passive, mapping, anchors, now);
    noteWithheld(result, state);
}

} // namespace dd::nfc::reading
