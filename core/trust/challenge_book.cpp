#include "core/trust/challenge_book.h"

#include "core/credential/asked.h"

#include <algorithm>

namespace dd::trust {
namespace {

using credential::Asked;
using credential::CredentialType;

constexpr qint64 heldMilliseconds = 2000; // between two sightings of one code held to the camera

} // namespace

ChallengeBook::ChallengeBook(QString relyingParty, Random &random, const Clock &clock)
    : m_relyingParty(std::move(relyingParty)), m_random(random), m_clock(clock)
{
}

Result<credential::ChallengeCode> ChallengeBook::ask(const QList<Asked> &asked, credential::Purpose purpose, const QString &name, crypto::Signer *key)
{
    const credential::Challenge challenge{m_relyingParty, m_random.bytes(credential::challengeNonceSize), asked, purpose, name, m_clock.now()};
    Result<credential::ChallengeCode> code = credential::makeChallenge(challenge, key);
    if (!code)
        return code;
    m_open.append({code->answerNonce, asked, m_clock.steadyMilliseconds(), {}});
    if (m_open.size() > mostOpen)
        m_open.removeFirst();
    return code;
}

ChallengeBook::Answer ChallengeBook::look(QByteArrayView answerNonce, CredentialType type) const
{
    const Open *open = find(answerNonce);
    if (open == nullptr || entryFor(open->asked, type) == nullptr)
        return Answer::NotOurs;
    return m_clock.steadyMilliseconds() - open->shownAt > lifetimeSeconds * 1000 ? Answer::Late : Answer::Ours;
}

ChallengeBook::Answer ChallengeBook::take(QByteArrayView answerNonce, CredentialType type, QByteArrayView code)
{
    if (const Answer answer = look(answerNonce, type); answer != Answer::Ours)
        return answer;
    const qint64 now = m_clock.steadyMilliseconds();
    const auto open = std::ranges::find(m_open, answerNonce, [](const Open &each) { return QByteArrayView(each.answerNonce); });
    const auto taken = open->taken.find(type);
    if (taken == open->taken.end()) {
        open->taken.insert(type, {code.toByteArray(), now});
        return Answer::Ours;
    }
    const bool held = code == QByteArrayView(taken->code) && now - taken->seen <= heldMilliseconds;
    taken->seen = now;
    if (held)
        return Answer::Ours;
    taken->code.clear();
    return Answer::Used;
}

QList<credential::Group> ChallengeBook::askedOf(QByteArrayView answerNonce, CredentialType type) const
{
    const Open *open = find(answerNonce);
    const Asked *asked = open != nullptr ? entryFor(open->asked, type) : nullptr;
    return asked != nullptr ? asked->groups : QList<credential::Group>();
}

const ChallengeBook::Open *ChallengeBook::find(QByteArrayView answerNonce) const
{
    const auto found = std::ranges::find(m_open, answerNonce, [](const Open &each) { return QByteArrayView(each.answerNonce); });
    return found != m_open.end() ? &*found : nullptr;
}

} // namespace dd::trust
