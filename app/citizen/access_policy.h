// What comes next when a chip was not opened, as a pure table: what was tried and what the chip said → what to do. Nothing here
// tries anything; CardController does, and nothing weaker than PACE is ever tried without having been chosen.
#pragma once

#include "core/base/error.h"

namespace dd::citizen::access {

// Where the key of an attempt came from. DerivedCan: the last six digits of the number, which the app assumed by itself.
// SuggestedMrz: worked out from the printed QR (core/identity/card_expiry.h), with the person's consent.
enum class Key { DerivedCan, TypedCan, Mrz, SuggestedMrz };

struct Attempt
{
    Key key = Key::TypedCan;
    bool basic = false;       // basic access control chosen instead of PACE
    int suggestionsLeft = 0;  // further guesses that were not tried yet
};

// What is known of one card; anew for another number.
struct State
{
    int derivedRefusals = 0;
    bool mrzNeeded = false;        // the card opens with its MRZ only
    bool paceFailed = false;       // then the person may choose basic access control
    bool suggestionsTried = false; // once
    std::optional<int> triesLeft;  // where the chip counts
    friend bool operator==(const State &, const State &) = default;
};

enum class Next {
    Report,     // the error speaks for itself
    TryAgain,   // the same key once more: a single refusal may be the field's fault
    TryNext,    // the next suggestion
    AskPrinted, // the CAN as printed, or the MRZ
    AskMrz
};

struct Decision
{
    State state;
    Next next = Next::Report;
    std::optional<ErrorCode> words = {}; // instead of the error's own, where those would blame the person
};

// How often the derived CAN is tried at most ; a refusal of it is never told as the person's mistake.
inline constexpr int mostDerivedTries = 2;

[[nodiscard]] Decision decide(State state, const Attempt &attempt, const Error &error);

} // namespace dd::citizen::access
