// What one post says of itself, and wants, in its settings file (docs/counter.md): {"id", "name", "rule": {"types", "leastLevel",
// "here": {"province", "ward", "tableVersion"}, "needsPlate"}}, every member optional.
#pragma once

#include "core/base/result.h"
#include "core/credential/challenge_types.h"
#include "core/trust/post_rule.h"

#include <array>

namespace dd::counter {

// What may be asked for, and what a rule may be about: a printed copy answers nobody, and is judged by what it copies.
inline constexpr std::array askableTypes{credential::CredentialType::Identity, credential::CredentialType::TravelPass,
                                         credential::CredentialType::ResidenceStatus, credential::CredentialType::ResidenceReceipt};

struct PostSettings
{
    QString id = QStringLiteral("counter"); // the audience of an answer to this counter's challenge
    QString name;                           // what it calls itself where the register has no name for it
    std::optional<trust::PostRule> rule;
};

// CounterFileUnreadable, CounterSettingsInvalid (the detail names the member).
[[nodiscard]] Result<PostSettings> readPostSettings(const QString &path);

// "identity:person,address" or "65001:10,11"; no groups: what is always shown. None when a word is unknown or said twice.
[[nodiscard]] std::optional<credential::Asked> parseAsked(const QString &text);
// "desk" or "3"
[[nodiscard]] std::optional<credential::Purpose> parsePurpose(const QString &text);

} // namespace dd::counter
