// What one post wants of a credential beyond its being genuine and in force: the last question before it lets somebody through.
#pragma once

#include "core/credential/credential.h"

namespace dd::trust {

struct PostRule
{
    QList<credential::CredentialType> types;             // one of these; none: any
    int leastLevel = 0;                                  // of an identity
    std::optional<credential::Place> here = std::nullopt; // a pass begins or ends here: in this province, and in this ward where both name one
    bool needsPlate = false;                             // a pass names a vehicle
};

struct RuleAnswer
{
    enum class Kind { Met, NotMet, CannotTell };
    Kind kind = Kind::Met;
    QString detail = {}; // in English, for logs
};

// Of a printed copy what it copies is judged. A place under another table of codes is neither here nor elsewhere: the same codes have
// had other meanings.
[[nodiscard]] RuleAnswer judgeRule(const PostRule &rule, const credential::Claims &claims);

} // namespace dd::trust
