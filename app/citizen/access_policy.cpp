#include "app/citizen/access_policy.h"

namespace dd::citizen::access {
namespace {

bool isCan(Key key)
{
    return key == Key::DerivedCan || key == Key::TypedCan;
}

bool isPace(const Error &error)
{
    return error.stage.startsWith(QLatin1String("PACE")) || error.stage == QLatin1String("CardAccess");
}

// The last try belongs to the person, who is asked first.
bool maySpendOne(const State &state)
{
    return !state.triesLeft || *state.triesLeft > 1;
}

Decision onRefused(State state, const Attempt &attempt, const Error &error)
{
    state.triesLeft = error.triesLeft;
    switch (attempt.key) {
    case Key::DerivedCan:
        ++state.derivedRefusals;
        if (state.derivedRefusals < mostDerivedTries && maySpendOne(state))
            return {state, Next::TryAgain};
        return {state, Next::AskPrinted, ErrorCode::DerivedCanRefused};
    case Key::SuggestedMrz:
        state.suggestionsTried = true;
        if (attempt.suggestionsLeft > 0 && maySpendOne(state))
            return {state, Next::TryNext};
        return {state, Next::AskMrz, ErrorCode::SuggestedDatesRefused};
    case Key::Mrz:
        state.paceFailed = state.paceFailed || isPace(error);
        return {state};
    case Key::TypedCan:
        break;
    }
    return {state};
}

} // namespace

Decision decide(State state, const Attempt &attempt, const Error &error)
{
    if (error.code == ErrorCode::WrongAccessKey)
        return onRefused(std::move(state), attempt, error);
    if (error.code == ErrorCode::MrzRequired) {
        state.mrzNeeded = true;
        return {state, Next::AskMrz};
    }
    if (!isPace(error) || attempt.basic)
        return {state};
    // A chip without a CAN refuses to hear of one (ICAO 9303-11 §4.4.4.1: MSE:Set AT names the password); its MRZ may work yet.
    if (error.code == ErrorCode::UnsupportedProtocol && error.stage == QLatin1String("PACE MSE:Set AT") && isCan(attempt.key)) {
        state.mrzNeeded = true;
        return {state, Next::AskMrz, ErrorCode::MrzRequired};
    }
    if (error.code == ErrorCode::UnsupportedProtocol || error.code == ErrorCode::SecureMessagingBroken)
        state.paceFailed = true;
    return {state};
}

} // namespace dd::citizen::access
