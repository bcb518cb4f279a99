// The order of a reading as a pure function: step(State, Event) -> {State, Effects}. No channel, no clock, no threads.
#pragma once

#include "nfc/lds/security_infos.h"
#include "nfc/read_card.h"

#include <QList>
#include <variant>

namespace dd::nfc::reading {

// Where a reading stands.
struct AwaitingCard {};
struct ReadingCardAccess {};
struct OpeningAccess {};
struct SelectingApplication {};
struct ReadingFile
{
    FileId file;
};
struct ProvingChip {};
struct Verifying {};
struct Finished {};
struct Stopped
{
    Error error;
};
using Stage = std::variant<AwaitingCard, ReadingCardAccess, OpeningAccess, SelectingApplication, ReadingFile, ProvingChip, Verifying, Finished, Stopped>;

struct State
{
    Stage stage = AwaitingCard{};
    SecurityInfos cardAccess;
    QMap<FileId, QByteArray> files;
    QList<FileId> queue;        // still to read, in order
    QList<int> signedGroups;    // listed in the SOD
    QByteArray chipAnswer;      // to the challenge of active authentication
    std::optional<Error> withheld;    // a group the SOD lists and the chip refused, where the reading goes on without it
    std::optional<Error> chipRefusal; // why there is no such answer although the SOD lists DG15
};

// What happened.
struct CardConnected {};
struct CardAccessRead
{
    SecurityInfos infos;
};
struct AccessOpened {};
struct ApplicationSelected {};
struct FileRead
{
    FileId file;
    QByteArray bytes;
};
struct FileNotReadable // the chip's own answer, not a lost card
{
    FileId file;
    quint16 status;
};
struct ChallengeAnswered
{
    QByteArray answer;
};
struct ChallengeRefused
{
    quint16 status;
};
struct Verified {};
struct Failed
{
    Error error;
};
struct CancelRequested {};
using Event = std::variant<CardConnected, CardAccessRead, AccessOpened, ApplicationSelected, FileRead, FileNotReadable, ChallengeAnswered,
                           ChallengeRefused, Verified, Failed, CancelRequested>;

// What to do next.
struct Connect {};
struct ReadCardAccess {};
struct OpenAccess {};
struct SelectApplication {};
struct ReadFile
{
    FileId file;
};
struct SendChallenge {};
struct ReleaseCard {};
struct Verify {};
struct Announce
{
    ReadPhase phase;
};
using Effect = std::variant<Connect, ReadCardAccess, OpenAccess, SelectApplication, ReadFile, SendChallenge, ReleaseCard, Verify, Announce>;
using Effects = QList<Effect>;

struct Transition
{
    State state;
    Effects effects;
};

[[nodiscard]] Transition start();
[[nodiscard]] Transition step(State state, const Event &event);

} // namespace dd::nfc::reading
