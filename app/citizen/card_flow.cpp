#include "app/citizen/card_flow.h"

namespace dd::citizen::flow {
namespace {

Step on(const Editing &, const Start &event)
{
    if (event.hasAuthority)
        return {AskingChallenge{}, {Effect::AskChallenge}};
    return {Reading{}, {Effect::StartReading}};
}

// Reading again, to enrol what could not be enrolled before.
Step on(const Finished &, const Start &event)
{
    return on(Editing{}, event);
}

Step on(const AskingChallenge &, const ChallengeArrived &)
{
    return {Reading{true, {}}, {Effect::StartReading}};
}

Step on(const AskingChallenge &, const ChallengeFailed &event)
{
    return {Reading{false, event.error}, {Effect::ForgetKey, Effect::StartReading}};
}

Step on(const AskingChallenge &, const Cancel &)
{
    return {Editing{}, {Effect::ForgetKey}};
}

Step on(const Reading &state, const ReadSucceeded &event)
{
    QList<Effect> effects;
    if (event.trusted && (event.numberless || event.worse)) {
        if (state.challenged)
            effects.append(Effect::ForgetKey);
        return {Finished{event.numberless ? Enrolment::NoNumber : Enrolment::Kept, {}}, effects};
    }
    if (event.trusted)
        effects.append(Effect::StoreCard);
    // A chip that failed its checks, or could be a copy, is never offered to an authority (docs/formats.md §7).
    if (!event.trusted || event.clonable) {
        if (state.challenged)
            effects.append(Effect::ForgetKey);
        return {Finished{Enrolment::Impossible, {}}, effects};
    }
    if (!state.challenged)
        return {Finished{Enrolment::Later, state.whyNotChallenged}, effects};
    if (event.unanswered) { // the reading is kept; only the enrolment has to be done again
        effects.append(Effect::ForgetKey);
        return {Finished{Enrolment::Later, event.unanswered}, effects};
    }
    effects.append(Effect::FinishEnrolment);
    return {Enrolling{}, effects};
}

Step on(const Reading &state, const ReadFailed &event)
{
    return {Editing{event.error}, state.challenged ? QList<Effect>{Effect::ForgetKey} : QList<Effect>{}};
}

Step on(const Reading &state, const Cancel &)
{
    // The reader answers ReadFailed{Cancelled} when it has stopped; only then is there an end.
    return {state, {Effect::StopReading}};
}

Step on(const Enrolling &, const EnrolSucceeded &)
{
    return {Finished{Enrolment::Done, {}}, {}};
}

Step on(const Enrolling &, const EnrolFailed &event)
{
    return {Finished{Enrolment::Later, event.error}, {Effect::ForgetKey}};
}

template <typename S, typename E>
Step on(const S &state, const E &)
{
    return {state, {}};
}

} // namespace

Step step(const State &state, const Event &event)
{
    return std::visit([](const auto &s, const auto &e) { return on(s, e); }, state, event);
}

} // namespace dd::citizen::flow
