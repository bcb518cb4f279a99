// Adding a card as a pure table: State × Event → State + Effects. CardController performs the effects.
//
//   Editing → AskingChallenge → Reading → Enrolling → Finished
// Without an authority the card is still read, with a random challenge, and enrolment is left for later.
#pragma once

#include "core/base/error.h"

#include <QList>
#include <variant>

namespace dd::citizen::flow {

struct Editing { std::optional<Error> error = {}; };
struct AskingChallenge {};
struct Reading { bool challenged = false; std::optional<Error> whyNotChallenged = {}; };
struct Enrolling {};
// Kept: the better reading in the wallet stays, nothing else happens. NoNumber: a passport, say; nothing to enrol or to keep.
enum class Enrolment { Done, Later, Impossible, Kept, NoNumber };
struct Finished { Enrolment enrolment = Enrolment::Later; std::optional<Error> error = {}; };
using State = std::variant<Editing, AskingChallenge, Reading, Enrolling, Finished>;

struct Start { bool hasAuthority = false; };
struct ChallengeArrived {};
struct ChallengeFailed { Error error; };
// trusted: passive authentication held. clonable: the chip did not prove to this app that it is no copy. worse: than the genuine
// card that is in the wallet. unanswered: why there is nothing of the chip to hand to the authority, although it could have
// answered: the authority was out of reach while the card lay there, or refused. numberless: the chip bears no personal number of
// twelve digits, so it is nobody's Vietnamese identity.
struct ReadSucceeded
{
    bool trusted = false;
    bool clonable = false;
    bool worse = false;
    std::optional<Error> unanswered = {};
    bool numberless = false;
};
struct ReadFailed { Error error; };
struct EnrolSucceeded {};
struct EnrolFailed { Error error; };
struct Cancel {};
using Event = std::variant<Start, ChallengeArrived, ChallengeFailed, ReadSucceeded, ReadFailed, EnrolSucceeded, EnrolFailed, Cancel>;

enum class Effect { AskChallenge, StartReading, StopReading, StoreCard, FinishEnrolment, ForgetKey };

struct Step
{
    State state;
    QList<Effect> effects;
};
// An event that does not belong to the state (a late answer after Cancel) changes nothing.
[[nodiscard]] Step step(const State &state, const Event &event);

} // namespace dd::citizen::flow
