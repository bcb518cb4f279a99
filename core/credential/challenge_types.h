// What a counter may ask a holder for, and why: said by a challenge (VQ1) and by the trust list's register of counters.
#pragma once

#include "core/credential/credential_types.h"

#include <QList>

#include <algorithm>

namespace dd::credential {

// A counter's id: the audience of an answer to its challenge. Not "vn:…", which names the audiences that are nobody's.
inline constexpr qsizetype partyIdLimit = 32;
[[nodiscard]] inline bool isPartyId(const QString &id)
{
    return !id.isEmpty() && id.size() <= partyIdLimit && !id.startsWith(QLatin1String("vn:")) &&
           std::ranges::all_of(id, [](QChar character) { return character > QLatin1Char(' ') && character <= QLatin1Char('~'); });
}

// Label 4 of a challenge. A code and no text: the wallet has the words in both languages, so that a challenge nobody
// signed cannot put a sentence of its own on the holder's screen.
enum class Purpose : int { Checkpoint = 1, Lodging = 2, Desk = 3, Boarding = 4, AgeCheck = 5, Other = 6 };
inline constexpr int leastPurpose = static_cast<int>(Purpose::Checkpoint);
inline constexpr int mostPurpose = static_cast<int>(Purpose::Other);

// One credential asked for: [vct, [wire keys of its groups, ascending]].
struct Asked
{
    CredentialType type = CredentialType::Identity;
    QList<Group> groups;
    friend bool operator==(const Asked &, const Asked &) = default;
};

} // namespace dd::credential
