// The order of a reading as a pure function: step(State, Event) -> {State, Effects}. No channel, no clock, no threads.
#pragma once

#include "nfc/lds/security_infos.h"
#include "nfc/read_card.h"

#include <map>
#include <QList>
#include <variant>

namespace dd::nfc::reading {

// What the caller of a reading brings along.
struct Options
{
    bool basicAccessChosen = false;  // by the user, instead of PACE
    bool challenged = false;         // an authority chose the challenge of active authentication
    bool remoteTerminal = false;     // an authority can be the terminal of chip authentication
};

// Basic: basic access control, or none where the chip has none.
enum class Access { Pace, Basic };
// How the chip shows that it is no copy. Remote: with an authority as the terminal, last of all.
enum class Proof { ChipAuthentication, ActiveAuthentication, RemoteChipAuthentication };
struct ChooseProof
{
    friend bool operator==(ChooseProof, ChooseProof) = default;
};
using Task = std::variant<FileId, ChooseProof, Proof>;

// Where a reading stands.
struct AwaitingCard {};
struct FindingAccess {};
struct OpeningPace {};
struct SelectingApplication {};
struct OpeningBasicAccess {};
struct ReadingFile
{
    FileId file;
};
struct Proving
{
    Proof proof;
};
struct Verifying {};
struct Finished {};
struct Stopped
{
    Error error;
};
using Stage = std::variant<AwaitingCard, FindingAccess, OpeningPace, SelectingApplication, OpeningBasicAccess, ReadingFile, Proving, Verifying, Finished, Stopped>;

struct State
{
    Options options;
    Stage stage = AwaitingCard{};
    SecurityInfos cardAccess;
    bool cardAccessFound = false; // else the built-in profile stands in
    std::optional<Access> access; // decided once; a card that was lost is opened the same way again
    bool opened = false;          // the access key was accepted at least once
    bool planned = false;         // the SOD told what to read
    bool chipMapped = false;      // PACE proved the chip's key as well; EF.CardSecurity says which key that must be
    QMap<FileId, QByteArray> files;
    QList<Task> queue;            // still to do, in order
    QList<int> signedGroups;      // listed in the SOD
    std::optional<Proof> proven;  // done in this connection
    QByteArray chipAnswer;        // to the challenge of active authentication
    QString chipAgreement;        // the chip authentication that succeeded, in words
    std::optional<Error> withheld;    // a group the SOD lists and the chip refused, where the reading goes on without it
    std::map<Proof, Error> refusals;  // why the chip did not prove itself by these; ChipAuthenticationFailed speaks against it
    bool whole = false;           // all is read and proved; only the authority's exchange is open, and the reading stands without it
    int losses = 0;               // in a row without a new byte
    int lossesInAll = 0;
    qint64 bytesAtLoss = -1;
};

// What happened.
struct CardConnected {};
struct AccessFound // EF.CardAccess, or that there is none to be had
{
    std::optional<SecurityInfos> infos;
};
struct AccessOpened
{
    bool chipMapped = false;
};
struct AccessUnsupported // the chip does not know the PACE it was asked for
{
    Error error;
};
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
struct ChipProved
{
    Proof proof;
    QByteArray answer; // of active authentication
    QString detail;    // of chip authentication
};
struct ProofRefused
{
    Proof proof;
    Error error;
    bool channelIntact = true; // false: secure messaging has to be opened again
};
struct Verified {};
struct Failed
{
    Error error;
    qint64 bytesDone = 0;
};
struct CancelRequested {};
using Event = std::variant<CardConnected, AccessFound, AccessOpened, AccessUnsupported, ApplicationSelected, FileRead, FileNotReadable, ChipProved,
                           ProofRefused, Verified, Failed, CancelRequested>;

// What to do next.
struct Connect {};
struct FindAccess {};
struct OpenPace {};
struct SelectApplication {};
struct OpenBasicAccess {};
struct ReadFile
{
    FileId file;
};
struct ProveChip
{
    Proof proof;
};
struct ReleaseCard {};
struct Verify {};
struct Announce
{
    ReadPhase phase;
};
using Effect = std::variant<Connect, FindAccess, OpenPace, SelectApplication, OpenBasicAccess, ReadFile, ProveChip, ReleaseCard, Verify, Announce>;
using Effects = QList<Effect>;

struct Transition
{
    State state;
    Effects effects;
};

// How often in a row a card may be lost without a new byte before the reading gives up.
inline constexpr int mostLosses = 3;
// And in all: a chip that yields one byte for each time it is opened would keep the reader for days.
inline constexpr int mostLossesInAll = 100;

[[nodiscard]] Transition start(const Options &options = {});
[[nodiscard]] Transition step(State state, const Event &event);

} // namespace dd::nfc::reading
