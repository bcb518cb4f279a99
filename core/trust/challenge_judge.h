// The wallet's side of a challenge: who asks, and what of it may be answered (docs/formats.md §5, challenge mode).
#pragma once

#include "core/base/clock.h"
#include "core/credential/challenge.h"
#include "core/credential/credential.h"
#include "core/trust/trust_list.h"

namespace dd::trust {

struct JudgedChallenge
{
    bool registered = false; // the register knows the key that signed, and the entry is in force
    QString nameVi;          // the register's names; empty otherwise
    QString nameEn;
    QString claimedName; // what one that is not registered calls itself, perhaps nothing: to be shown as a claim, under a warning
    QString relyingParty;
    credential::Purpose purpose = credential::Purpose::Other;
    QList<credential::Asked> allowed; // what may be shown; a type with no groups: its always-shown claims
    QList<credential::Asked> refused; // what was asked for beyond that; a type that may not be asked for stands here alone
    QByteArray answerNonce;
    bool demo = false;
};

// ChallengeStale: made more than 120 s from now, either way.
// ChallengeRefused: it claims a registered id without an entry's signature, or a purpose that is not the entry's.
// TrustListOutdated: the id and the key do not belong together in a list past its next update, which may name a key since changed.
// A counter that is not in the register, or no longer, or when there is no list in date to say so, is not named and gets the
// person and no other group; the wallet warns first. `trust` may be null.
[[nodiscard]] Result<JudgedChallenge> judgeChallenge(const credential::ReceivedChallenge &received, const TrustList *trust, const Clock &clock);

// The request to present `type` with these of the allowed groups; InvalidInput for any other.
[[nodiscard]] Result<credential::PresentationRequest> answerTo(const JudgedChallenge &challenge, credential::CredentialType type,
                                                               const QList<credential::Group> &groups);

} // namespace dd::trust
