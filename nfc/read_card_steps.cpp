#include "nfc/read_card_steps.h"

#include "nfc/apdu/response.h"
#include "nfc/authentication/card_security.h"
#include "nfc/lds/security_object.h"
#include "nfc/secure_messaging/card_link.h"
#include "nfc/secure_messaging/pace.h"

#include <algorithm>

namespace dd::nfc::reading {
namespace {

template <typename... Handlers>
struct Overloaded : Handlers...
{
    using Handlers::operator()...;
};

// The card's data object tags in EF.COM (ICAO 9303-10 table 38) for the groups this app reads.
constexpr std::pair<quint8, FileId> comTags[] = {{0x61, FileId::Dg1},  {0x75, FileId::Dg2},  {0x6B, FileId::Dg11}, {0x6C, FileId::Dg12},
                                                 {0x6D, FileId::Dg13}, {0x6E, FileId::Dg14}, {0x6F, FileId::Dg15}};

// First what decides about the chip, then the person, then the face.
constexpr FileId chipFiles[] = {FileId::Dg14, FileId::Dg15};
constexpr FileId personFiles[] = {FileId::Dg1, FileId::Dg13, FileId::Dg11, FileId::Dg12, FileId::Dg2};

ReadPhase phaseOf(FileId file)
{
    switch (file) {
    case FileId::Dg1:
    case FileId::Dg11:
    case FileId::Dg12:
    case FileId::Dg13: return ReadPhase::Person;
    case FileId::Dg2: return ReadPhase::Face;
    case FileId::Dg14:
    case FileId::Dg15: return ReadPhase::CloneCheck;
    default: return ReadPhase::Files;
    }
}

Transition stopped(State state, Error error)
{
    state.stage = Stopped{std::move(error)};
    return {std::move(state), {ReleaseCard{}}};
}

Transition readFile(State state, FileId file)
{
    state.stage = ReadingFile{file};
    return {std::move(state), {Announce{phaseOf(file)}, ReadFile{file}}};
}

Transition verify(State state)
{
    state.queue.clear();
    state.whole = false;
    state.stage = Verifying{};
    return {std::move(state), {ReleaseCard{}, Announce{ReadPhase::Verify}, Verify{}}};
}

Transition selectApplication(State state)
{
    state.stage = SelectingApplication{};
    return {std::move(state), {SelectApplication{}}};
}

bool offersChipAuthentication(const State &state)
{
    const Result<SecurityInfos> infos = parseDg14(state.files.value(FileId::Dg14));
    return infos && !infos->chipAuthenticationKeys.isEmpty();
}

void queueRemoteTerminal(State &state)
{
    if (state.options.remoteTerminal && !state.queue.contains(Task(Proof::RemoteChipAuthentication)))
        state.queue.append(Proof::RemoteChipAuthentication);
}

// PACE's proof is one of this document's chip where DG14 names the key of EF.CardSecurity too. Nothing is verified yet: this only
// says whether another proof is wanted besides, which it is where any key there is not in DG14.
bool mappingMayCount(const State &state)
{
    if (!state.chipMapped)
        return false;
    const Result<SecurityInfos> mapped = statedInCardSecurity(state.files.value(FileId::CardSecurity));
    const Result<SecurityInfos> own = parseDg14(state.files.value(FileId::Dg14));
    return mapped && own
           && std::all_of(mapped->chipAuthenticationKeys.begin(), mapped->chipAuthenticationKeys.end(), [&](const ChipAuthenticationKey &key) {
                  return std::any_of(own->chipAuthenticationKeys.begin(), own->chipAuthenticationKeys.end(),
                                     [&](const ChipAuthenticationKey &one) { return one.subjectPublicKeyInfo == key.subjectPublicKeyInfo; });
              });
}

// One proof is enough: the one PACE brought along, chip authentication, else active authentication. An authority that sent a
// challenge needs the answer to it, or an exchange of its own with the chip, which comes last because it ends the channel.
void chooseProof(State &state)
{
    const bool active = state.files.contains(FileId::Dg15);
    const bool chip = offersChipAuthentication(state);
    if (active && (state.options.challenged || !chip))
        state.queue.prepend(Proof::ActiveAuthentication);
    else if (chip && !mappingMayCount(state))
        state.queue.prepend(Proof::ChipAuthentication);
    if (chip && !active)
        queueRemoteTerminal(state);
}

Transition next(State state)
{
    while (!state.queue.isEmpty()) {
        const Task task = state.queue.takeFirst();
        if (const auto *file = std::get_if<FileId>(&task))
            return readFile(std::move(state), *file);
        if (const auto *proof = std::get_if<Proof>(&task)) {
            state.whole = *proof == Proof::RemoteChipAuthentication && state.queue.isEmpty();
            state.stage = Proving{*proof};
            return {std::move(state), {Announce{ReadPhase::CloneCheck}, ProveChip{*proof}}};
        }
        chooseProof(state);
    }
    return verify(std::move(state));
}

// EF.COM is not signed and the SOD's list is not verified yet: a group named by either is read, so that dropping it
// from one list hides nothing. Passive authentication judges afterwards.
Result<void> planGroups(State &state)
{
    const Result<LdsSecurityObject> listed = listedInSod(state.files.value(FileId::Sod));
    if (!listed)
        return fail(listed.error());
    state.signedGroups = listed->groupHashes.keys();
    QList<quint8> tags;
    if (state.files.contains(FileId::Com)) {
        const Result<Com> com = parseCom(state.files.value(FileId::Com));
        if (!com)
            return fail(com.error());
        tags = com->tags;
    }
    const auto queueNamed = [&](FileId file) {
        const bool named = std::any_of(std::begin(comTags), std::end(comTags),
                                       [&](const auto &entry) { return entry.second == file && tags.contains(entry.first); });
        if (file == FileId::Dg1 || named || state.signedGroups.contains(dataGroupNumber(file)))
            state.queue.append(file);
    };
    std::for_each(std::begin(chipFiles), std::end(chipFiles), queueNamed);
    state.queue.append(ChooseProof{});
    std::for_each(std::begin(personFiles), std::end(personFiles), queueNamed);
    state.planned = true;
    return {};
}

// The channel was opened with what EF.CardAccess said, unsigned; DG14 says it signed (ICAO 9303-11 §4.4, §9.2).
Result<void> checkAccessAgainstDg14(const State &state, const QByteArray &dg14)
{
    const Result<SecurityInfos> infos = parseDg14(dg14);
    if (!infos)
        return fail(infos.error());
    if (state.access == Access::Pace)
        return checkCardAccessAgainstDg14(state.cardAccess, *infos);
    if (!infos->pace.isEmpty() && !state.options.basicAccessChosen)
        return fail(ErrorCode::ProtocolDowngrade, QStringLiteral("BAC against DG14"));
    return {};
}

Transition onFile(State state, const FileRead &event)
{
    if (event.file == FileId::Sod && state.files.contains(FileId::Sod)) { // after a loss: still the same chip?
        if (state.files.value(FileId::Sod) != event.bytes)
            return stopped(std::move(state), Error{ErrorCode::DifferentCard, QStringLiteral("SOD"), {}, {}});
        return next(std::move(state));
    }
    state.files.insert(event.file, event.bytes);
    Result<void> fine;
    if (event.file == FileId::CardSecurity)
        return selectApplication(std::move(state));
    if (event.file == FileId::Sod)
        fine = planGroups(state);
    else if (event.file == FileId::Dg14)
        fine = checkAccessAgainstDg14(state, event.bytes);
    return fine ? next(std::move(state)) : stopped(std::move(state), fine.error());
}

Transition onNotReadable(State state, const FileNotReadable &event)
{
    const QString status = statusText(event.status);
    const bool isSigned = state.signedGroups.contains(dataGroupNumber(event.file));
    switch (event.file) {
    case FileId::CardSecurity: // without it nobody knows whose key PACE proved
        state.chipMapped = false;
        state.refusals[Proof::ChipAuthentication] = {ErrorCode::ChipAuthenticationFailed, name(event.file), status, {}};
        return selectApplication(std::move(state));
    case FileId::Com: // only a list; the SOD has one too
        return next(std::move(state));
    case FileId::Dg11:
    case FileId::Dg12:
    case FileId::Dg13:
        if (isSigned)
            state.withheld = Error{ErrorCode::DamagedFile, name(event.file), status, {}};
        return next(std::move(state));
    case FileId::Dg15:
        // A copy without the private key would hide DG15: listed as signed and not there is a failed proof.
        if (isSigned)
            state.refusals[Proof::ActiveAuthentication] = {ErrorCode::ChipAuthenticationFailed, name(event.file), status, {}};
        return next(std::move(state));
    default:
        return stopped(std::move(state), Error{ErrorCode::DamagedFile, name(event.file), status, {}});
    }
}

// PACE, or basic access control where the card never offered PACE, or where the user chose it. A PACE that was offered and
// failed never ends up here.
Transition onAccessFound(State state, const AccessFound &found)
{
    state.cardAccessFound = found.infos.has_value();
    state.cardAccess = found.infos.value_or(builtInCardAccess());
    if (!state.options.basicAccessChosen && !state.cardAccess.pace.isEmpty()) {
        state.stage = OpeningPace{};
        return {std::move(state), {OpenPace{}}};
    }
    state.access = Access::Basic;
    return selectApplication(std::move(state));
}

Transition onUnsupported(State state, const AccessUnsupported &unsupported)
{
    // The built-in profile was a guess, and a refused MSE:Set AT says that it was a wrong one. Nothing later does.
    if (state.cardAccessFound || state.access || unsupported.error.stage != paceTemplateStage)
        return stopped(std::move(state), unsupported.error);
    state.access = Access::Basic;
    return selectApplication(std::move(state));
}

Transition onSelected(State state)
{
    if (state.access == Access::Basic) {
        state.stage = OpeningBasicAccess{};
        return {std::move(state), {OpenBasicAccess{}}};
    }
    return next(std::move(state));
}

Transition onOpened(State state, const AccessOpened &opened)
{
    state.opened = true;
    if (std::holds_alternative<OpeningBasicAccess>(state.stage))
        return next(std::move(state));
    state.access = Access::Pace;
    state.chipMapped = opened.chipMapped;
    if (opened.chipMapped && !state.files.contains(FileId::CardSecurity))
        return readFile(std::move(state), FileId::CardSecurity);
    return selectApplication(std::move(state));
}

// Back to the card: open it again, see that it is the same, let it prove itself again, and go on where the reading stood.
Transition reconnect(State state)
{
    if (const auto *reading = std::get_if<ReadingFile>(&state.stage); reading != nullptr && reading->file != FileId::CardSecurity) {
        if (reading->file != FileId::Sod || !state.files.contains(FileId::Sod))
            state.queue.prepend(reading->file);
    } else if (const auto *proving = std::get_if<Proving>(&state.stage)) {
        state.queue.prepend(proving->proof);
    }
    if (!state.whole) { // else nothing more comes from the chip but what the authority judges
        if (state.proven && !state.queue.contains(Task(*state.proven)))
            state.queue.prepend(*state.proven);
        state.proven.reset();
        state.chipAgreement.clear(); // the chip now in the field has not proved anything yet
    }
    if (state.planned && !state.queue.contains(Task(FileId::Sod)))
        state.queue.prepend(FileId::Sod);
    state.stage = AwaitingCard{};
    return {std::move(state), {ReleaseCard{}, Announce{ReadPhase::AwaitCard}, Connect{}}};
}

Transition onFailed(State state, const Failed &failed)
{
    const ErrorCode code = failed.error.code;
    const bool waiting = std::holds_alternative<AwaitingCard>(state.stage);
    if (waiting && code == ErrorCode::NoCard && (state.opened || state.bytesAtLoss >= 0)) // nobody laid it down again
        return stopped(std::move(state), Error{ErrorCode::CardLost, failed.error.stage, failed.error.detail, {}});
    if (state.opened && code == ErrorCode::WrongAccessKey) // the key was right before
        return stopped(std::move(state), Error{ErrorCode::DifferentCard, failed.error.stage, failed.error.detail, {}});
    // A reader that was pulled out may be plugged in again, and the card with it; whether it is, connecting finds out.
    const bool lost = code == ErrorCode::CardLost || code == ErrorCode::ReaderUnavailable || isCounterInDoubt(failed.error);
    if (waiting || !lost)
        return stopped(std::move(state), failed.error);
    state.losses = failed.bytesDone > state.bytesAtLoss ? 1 : state.losses + 1;
    state.bytesAtLoss = failed.bytesDone;
    if (state.losses > mostLosses || ++state.lossesInAll > mostLossesInAll)
        return stopped(std::move(state), failed.error);
    return reconnect(std::move(state));
}

// What cannot be run here proves nothing against the chip; there may be another way.
void chooseOtherProof(State &state, Proof refused)
{
    const bool chip = offersChipAuthentication(state);
    const Proof other = refused == Proof::ActiveAuthentication ? Proof::ChipAuthentication : Proof::ActiveAuthentication;
    const bool offered = other == Proof::ActiveAuthentication ? state.files.contains(FileId::Dg15) : chip && !mappingMayCount(state);
    if (offered && !state.refusals.contains(other) && !state.queue.contains(Task(other)))
        state.queue.prepend(other);
    if (refused == Proof::ActiveAuthentication && chip)
        queueRemoteTerminal(state);
}

Transition onRefusedProof(State state, const ProofRefused &refused)
{
    // It is for the authority and comes last; what the chip proved to this app, or failed to, stands.
    if (refused.proof == Proof::RemoteChipAuthentication)
        return next(std::move(state));
    state.refusals[refused.proof] = refused.error;
    if (refused.error.code != ErrorCode::ChipAuthenticationFailed)
        chooseOtherProof(state, refused.proof);
    if (refused.channelIntact || state.queue.isEmpty())
        return next(std::move(state));
    state.stage = FindingAccess{}; // nothing to put back: a failed proof is not asked for again
    return reconnect(std::move(state));
}

Transition unexpected(State state)
{
    return stopped(std::move(state), Error{ErrorCode::Internal, QStringLiteral("reading"), QStringLiteral("event out of order"), {}});
}

Transition take(State state, const Event &event)
{
    if (std::holds_alternative<Finished>(state.stage) || std::holds_alternative<Stopped>(state.stage))
        return {std::move(state), {}}; // nothing moves an ended reading
    if (const auto *failed = std::get_if<Failed>(&event))
        return onFailed(std::move(state), *failed);
    if (std::holds_alternative<CancelRequested>(event))
        return stopped(std::move(state), Error{ErrorCode::Cancelled, QStringLiteral("reading"), {}, {}});

    return std::visit(
        Overloaded{
            [&](const AwaitingCard &, const CardConnected &) {
                if (state.access == Access::Basic)
                    return selectApplication(std::move(state));
                const bool known = state.access.has_value();
                state.stage = known ? Stage(OpeningPace{}) : Stage(FindingAccess{});
                return Transition{std::move(state), {Announce{ReadPhase::Access}, known ? Effect(OpenPace{}) : Effect(FindAccess{})}};
            },
            [&](const FindingAccess &, const AccessFound &found) { return onAccessFound(std::move(state), found); },
            [&](const OpeningPace &, const AccessOpened &opened) { return onOpened(std::move(state), opened); },
            [&](const OpeningPace &, const AccessUnsupported &unsupported) { return onUnsupported(std::move(state), unsupported); },
            [&](const SelectingApplication &, const ApplicationSelected &) { return onSelected(std::move(state)); },
            [&](const OpeningBasicAccess &, const AccessOpened &opened) { return onOpened(std::move(state), opened); },
            [&](const ReadingFile &reading, const FileRead &read) {
                return read.file == reading.file ? onFile(std::move(state), read) : unexpected(std::move(state));
            },
            [&](const ReadingFile &reading, const FileNotReadable &refused) {
                return refused.file == reading.file ? onNotReadable(std::move(state), refused) : unexpected(std::move(state));
            },
            [&](const Proving &proving, const ChipProved &proved) {
                if (proved.proof != proving.proof)
                    return unexpected(std::move(state));
                if (proved.proof == Proof::RemoteChipAuthentication)
                    return next(std::move(state));
                state.proven = proved.proof;
                if (proved.proof == Proof::ActiveAuthentication)
                    state.chipAnswer = proved.answer;
                else
                    state.chipAgreement = proved.detail;
                return next(std::move(state));
            },
            [&](const Proving &proving, const ProofRefused &refused) {
                return refused.proof == proving.proof ? onRefusedProof(std::move(state), refused) : unexpected(std::move(state));
            },
            [&](const Verifying &, const Verified &) {
                state.stage = Finished{};
                return Transition{std::move(state), {Announce{ReadPhase::Done}}};
            },
            [&](const auto &, const auto &) { return unexpected(std::move(state)); },
        },
        Stage(state.stage), event);
}
} // namespace

Transition start(const Options &options)
{
    State state;
    state.options = options;
    state.queue = {FileId::Com, FileId::Sod};
    return {std::move(state), {Announce{ReadPhase::AwaitCard}, Connect{}}};
}

Transition step(State state, const Event &event)
{
    Transition next = take(std::move(state), event);
    // Whatever ends the authority's exchange, the reading is there; only who stops it on purpose wants none.
    const auto *stop = std::get_if<Stopped>(&next.state.stage);
    if (stop != nullptr && next.state.whole && stop->error.code != ErrorCode::Cancelled && stop->error.code != ErrorCode::Internal)
        return verify(std::move(next.state));
    return next;
}

} // namespace dd::nfc::reading
