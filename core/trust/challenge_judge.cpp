#include "core/trust/challenge_judge.h"

#include "core/credential/asked.h"

#include <algorithm>

namespace dd::trust {
namespace {

using credential::Asked;
using credential::Group;
using credential::ReceivedChallenge;

constexpr qint64 challengeLeeway = 120; // seconds, either way

std::unexpected<Error> impostor(const char *detail)
{
    return fail(ErrorCode::ChallengeRefused, QStringLiteral("challenge"), QLatin1String(detail));
}

// The entry whose key signed; null when the register has neither this key nor this id.
Result<const RelyingParty *> signer(const ReceivedChallenge &received, const TrustList &trust, qint64 now)
{
    const QByteArray keyId = received.keyId();
    const RelyingParty *party = keyId.isEmpty() ? nullptr : trust.findPartyByKey(keyId);
    const QString &id = received.challenge.relyingParty;
    if (party != nullptr ? party->id != id : trust.findParty(id) != nullptr) {
        if (keyId.isEmpty())
            return impostor("an unsigned challenge with a registered id");
        if (now > trust.nextUpdate) // it may have changed its key since
            return fail(ErrorCode::TrustListOutdated, QStringLiteral("challenge"));
        return impostor("the id and the key are not one entry's");
    }
    if (party != nullptr && !received.signedBy->verify(party->key))
        return impostor("not signed by the registered key");
    return party;
}

void divide(const Asked &asked, const QList<Group> &mayAsk, JudgedChallenge &judged)
{
    Asked allowed{asked.type, {}};
    Asked refused{asked.type, {}};
    for (const Group group : asked.groups)
        (mayAsk.contains(group) ? allowed : refused).groups.append(group);
    judged.allowed.append(allowed);
    if (!refused.groups.isEmpty())
        judged.refused.append(refused);
}

} // namespace

Result<JudgedChallenge> judgeChallenge(const ReceivedChallenge &received, const TrustList *trust, const Clock &clock)
{
    const credential::Challenge &challenge = received.challenge;
    const qint64 now = clock.now();
    if (challenge.issuedAt > now + challengeLeeway || challenge.issuedAt < now - challengeLeeway)
        return fail(ErrorCode::ChallengeStale, QStringLiteral("challenge"));
    JudgedChallenge judged;
    judged.claimedName = challenge.name;
    judged.relyingParty = challenge.relyingParty;
    judged.purpose = challenge.purpose;
    judged.answerNonce = received.answerNonce;
    const RelyingParty *party = nullptr;
    if (trust != nullptr) {
        const Result<const RelyingParty *> found = signer(received, *trust, now);
        if (!found)
            return fail(found.error());
        // A list that is long past its date may name who was struck off since.
        if (*found != nullptr && (*found)->isInForce(now) && now <= trust->nextUpdate + trustListGrace)
            party = *found;
        judged.demo = trust->demo;
    }
    if (party != nullptr) {
        if (!party->purposes.contains(challenge.purpose))
            return impostor("not a purpose of this counter");
        judged.registered = true;
        judged.nameVi = party->nameVi;
        judged.nameEn = party->nameEn;
    }
    for (const Asked &asked : challenge.asked) {
        if (party == nullptr) {
            divide(asked, {Group::Person}, judged);
        } else if (const Asked *entry = entryFor(party->mayAsk, asked.type)) {
            divide(asked, entry->groups, judged);
        } else {
            judged.refused.append(asked);
        }
    }
    return judged;
}

Result<credential::PresentationRequest> answerTo(const JudgedChallenge &challenge, credential::CredentialType type, const QList<Group> &groups)
{
    const Asked *allowed = entryFor(challenge.allowed, type);
    if (allowed == nullptr || !std::ranges::all_of(groups, [allowed](Group group) { return allowed->groups.contains(group); }))
        return fail(ErrorCode::InvalidInput, QStringLiteral("challenge"), QStringLiteral("more than may be asked for"));
    credential::PresentationRequest request;
    request.groups = groups;
    request.audience = challenge.relyingParty;
    request.challengeNonce = challenge.answerNonce;
    return request;
}

} // namespace dd::trust
