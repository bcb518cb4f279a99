#include "nfc/read_card_steps.h"

#include "nfc/apdu/response.h"
#include "nfc/lds/security_object.h"

#include <algorithm>

namespace dd::nfc::reading {
namespace {

template <typename... Handlers>
struct Overloaded : Handlers...
{
    using Handlers::operator()...;
};

// The card's data object tags in EF.COM (ICAO 9303-10 table 38) for the groups this app reads.
constexpr std::pair<quint8, FileId> comTags[] = {
    {0x61, FileId::Dg1}, {0x75, FileId::Dg2}, {0x6D, FileId::Dg13}, {0x6E, FileId::Dg14}, {0x6F, FileId::Dg15}};

// First what decides about the chip, then the person, then the face.
constexpr FileId readingOrder[] = {FileId::Dg14, FileId::Dg15, FileId::Dg1, FileId::Dg13, FileId::Dg2};

ReadPhase phaseOf(FileId file)
{
    switch (file) {
    case FileId::Dg1:
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

Transition readNext(State state)
{
    if (state.queue.isEmpty()) {
        state.stage = Verifying{};
        return {std::move(state), {ReleaseCard{}, Announce{ReadPhase::Verify}, Verify{}}};
    }
    const FileId file = state.queue.takeFirst();
    state.stage = ReadingFile{file};
    return {std::move(state), {Announce{phaseOf(file)}, ReadFile{file}}};
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
    for (const FileId file : readingOrder) {
        const bool named = std::any_of(std::begin(comTags), std::end(comTags),
                                       [&](const auto &entry) { return entry.second == file && tags.contains(entry.first); });
        if (file == FileId::Dg1 || named || state.signedGroups.contains(dataGroupNumber(file)))
            state.queue.append(file);
    }
    return {};
}

Transition afterFile(State state, FileId file)
{
    if (file == FileId::Sod) {
        if (const Result<void> planned = planGroups(state); !planned)
            return stopped(std::move(state), planned.error());
    }
    if (file == FileId::Dg14 && state.files.contains(file)) {
        const Result<SecurityInfos> infos = parseDg14(state.files.value(file));
        if (!infos)
            return stopped(std::move(state), infos.error());
        if (const Result<void> same = checkCardAccessAgainstDg14(state.cardAccess, *infos); !same)
            return stopped(std::move(state), same.error());
    }
    if (file == FileId::Dg15 && state.files.contains(file)) {
        state.stage = ProvingChip{};
        return {std::move(state), {Announce{ReadPhase::CloneCheck}, SendChallenge{}}};
    }
    return readNext(std::move(state));
}

Transition onNotReadable(State state, const FileNotReadable &event)
{
    const QString status = statusText(event.status);
    switch (event.file) {
    case FileId::Com: // only a list; the SOD has one too
        return afterFile(std::move(state), event.file);
    case FileId::Dg13:
        if (state.signedGroups.contains(dataGroupNumber(event.file)))
            state.withheld = Error{ErrorCode::DamagedFile, name(event.file), status, {}};
        return afterFile(std::move(state), event.file);
    case FileId::Dg15:
        // A copy without the private key would hide DG15: listed as signed and not there is a failed proof.
        if (state.signedGroups.contains(dataGroupNumber(event.file)))
            state.chipRefusal = Error{ErrorCode::ChipAuthenticationFailed, QStringLiteral("DG15"), status, {}};
        return afterFile(std::move(state), event.file);
    default:
        return stopped(std::move(state), Error{ErrorCode::DamagedFile, name(event.file), status, {}});
    }
}

Transition unexpected(State state)
{
    return stopped(std::move(state), Error{ErrorCode::Internal, QStringLiteral("reading"), QStringLiteral("event out of order"), {}});
}

} // namespace

Transition start()
{
    return {State{}, {Announce{ReadPhase::AwaitCard}, Connect{}}};
}

Transition step(State state, const Event &event)
{
    if (std::holds_alternative<Finished>(state.stage) || std::holds_alternative<Stopped>(state.stage))
        return {std::move(state), {}}; // nothing moves an ended reading
    if (const auto *failed = std::get_if<Failed>(&event))
        return stopped(std::move(state), failed->error);
    if (std::holds_alternative<CancelRequested>(event))
        return stopped(std::move(state), Error{ErrorCode::Cancelled, QStringLiteral("reading"), {}, {}});

    return std::visit(
        Overloaded{
            [&](const AwaitingCard &, const CardConnected &) {
                state.stage = ReadingCardAccess{};
                return Transition{std::move(state), {Announce{ReadPhase::Access}, ReadCardAccess{}}};
            },
            [&](const ReadingCardAccess &, const CardAccessRead &read) {
                state.cardAccess = read.infos;
                state.stage = OpeningAccess{};
                return Transition{std::move(state), {OpenAccess{}}};
            },
            [&](const OpeningAccess &, const AccessOpened &) {
                state.stage = SelectingApplication{};
                return Transition{std::move(state), {SelectApplication{}}};
            },
            [&](const SelectingApplication &, const ApplicationSelected &) {
                state.queue = {FileId::Com, FileId::Sod};
                return readNext(std::move(state));
            },
            [&](const ReadingFile &reading, const FileRead &read) {
                if (read.file != reading.file)
                    return unexpected(std::move(state));
                state.files.insert(read.file, read.bytes);
                return afterFile(std::move(state), read.file);
            },
            [&](const ReadingFile &reading, const FileNotReadable &refused) {
                return refused.file == reading.file ? onNotReadable(std::move(state), refused) : unexpected(std::move(state));
            },
            [&](const ProvingChip &, const ChallengeAnswered &answered) {
                state.chipAnswer = answered.answer;
                return readNext(std::move(state));
            },
            [&](const ProvingChip &, const ChallengeRefused &refused) {
                state.chipRefusal = Error{ErrorCode::ChipAuthenticationFailed, QStringLiteral("active authentication"), statusText(refused.status), {}};
                return readNext(std::move(state));
            },
            [&](const Verifying &, const Verified &) {
                state.stage = Finished{};
                return Transition{std::move(state), {Announce{ReadPhase::Done}}};
            },
            [&](const auto &, const auto &) { return unexpected(std::move(state)); },
        },
        Stage(state.stage), event);
}

} // namespace dd::nfc::reading
