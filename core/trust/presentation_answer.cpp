#include "core/crypto/symmetric.h"
#include "core/trust/presentation_check.h"

#include <algorithm>

namespace dd::trust {
namespace {

using namespace credential;

constexpr qint64 longestAge = 90; // of an open code, seconds
constexpr qint64 furthestFuture = 60;
constexpr qint64 longestRecord = 36 * 3600; // from a facility's scan to the authority
constexpr qint64 listLeeway = 120; // a list from further ahead than this tells that our own clock is behind

} // namespace

// Open: to any counter. Challenge: to the one that asked. Print: a copy on paper, and nothing else: in open mode anybody could show
// its picture.
bool PresentationCheck::audience()
{
    const bool printed = m_payload.type == CredentialType::PrintedCopy;
    const bool answers = !m_binding.nonce.isEmpty();
    const QString &audience = m_binding.audience;
    if (printed != (audience == printAudience()))
        return invalid(Step::Audience, ErrorCode::WrongAudience);
    if (printed && !answers) {
        m_verdict.mode = Mode::Print;
    } else if (audience == openAudience() && !answers) {
        m_verdict.mode = Mode::Open;
    } else if (answers && !m_recorded && m_judges.challenges != nullptr && audience == m_judges.challenges->relyingParty()) {
        m_verdict.mode = Mode::Challenge;
    } else {
        return invalid(Step::Audience, ErrorCode::WrongAudience);
    }
    return true;
}

bool PresentationCheck::stale(ErrorCode code)
{
    m_verdict.holder = HolderState::Stale;
    return cannotCheck(Step::Freshness, code);
}

// A list of the future is signed by the root: it is our clock that is behind, by as much at least.
bool PresentationCheck::counterIsBehind() const
{
    return m_trust != nullptr && m_trust->issued > m_today + listLeeway;
}

bool PresentationCheck::freshness()
{
    switch (*m_verdict.mode) {
    case Mode::Open:
        if (m_recorded && (m_today - m_now > longestRecord || m_now - m_today > furthestFuture))
            return stale(ErrorCode::PresentationStale);
        if (counterIsBehind()) // then a picture of a code of long ago could look new
            return stale(ErrorCode::CounterClockWrong);
        if (m_now - m_binding.issuedAt > longestAge)
            return stale(ErrorCode::PresentationStale);
        if (m_binding.issuedAt - m_now > furthestFuture)
            return stale(ErrorCode::PresentationFromFuture);
        return true;
    case Mode::Challenge: // by our own steady clock; the holder's iat decides nothing
        switch (m_judges.challenges->look(m_binding.nonce, m_payload.type)) {
        case ChallengeBook::Answer::Late:
            return stale(ErrorCode::ChallengeAnswerLate);
        case ChallengeBook::Answer::NotOurs:
            return invalid(Step::Freshness, ErrorCode::WrongAudience, QStringLiteral("an answer to a challenge that is not ours"));
        case ChallengeBook::Answer::Ours:
        case ChallengeBook::Answer::Used:
            break;
        }
        return true;
    case Mode::Print: // paper does not age by the minute
        break;
    }
    return true;
}

Result<void> PresentationCheck::resolve()
{
    Result<Claims> claims = readDisclosedClaims(m_token.credential, *m_shown);
    if (!claims)
        return fail(claims.error());
    if (m_binding.statement) {
        Result<StayStatement> statement = decodeStayStatement(*m_binding.statement);
        if (!statement)
            return fail(statement.error());
        m_statement = std::move(*statement);
    }
    m_claims = std::move(*claims);
    return {};
}

bool PresentationCheck::disclosures()
{
    if (const Result<void> resolved = resolve(); !resolved)
        return invalid(Step::Disclosures, resolved.error());
    return true;
}

bool PresentationCheck::status()
{
    const StatusAnswer answer = lookUpStatus();
    m_verdict.statusAge = answer.age;
    if (answer.fault != StatusAnswer::Fault::None) {
        const bool foreign = answer.fault == StatusAnswer::Fault::ForeignUri;
        return invalid(Step::Status, ErrorCode::CredentialMalformed,
                       foreign ? QStringLiteral("a status list that is not its issuer's") : QStringLiteral("no such entry in the status list"));
    }
    m_verdict.status = answer.state;
    switch (answer.state) {
    case StatusState::Good:
        return true;
    case StatusState::Revoked:
        return invalid(Step::Status, ErrorCode::CredentialRevoked);
    case StatusState::Suspended:
        return invalid(Step::Status, ErrorCode::CredentialSuspended);
    case StatusState::Unknown:
        break;
    }
    return cannotCheck(Step::Status, ErrorCode::StatusNotChecked);
}

StatusAnswer PresentationCheck::lookUpStatus()
{
    if (m_status)
        return *m_status;
    // The issuer signed that there is none; whether it should have is the issuer's rule (docs/formats.md §6: passes of a day).
    if (!m_payload.status)
        m_status = StatusAnswer{.state = StatusState::Good};
    else
        m_status = m_judges.status != nullptr ? m_judges.status->look(*m_payload.status, *m_issuer, m_today) : StatusAnswer();
    return *m_status;
}

// Before the replay cache: who is turned away by a rule has not used the code up.
bool PresentationCheck::rule()
{
    if (m_judges.rule == nullptr)
        return true;
    const RuleAnswer answer = judgeRule(*m_judges.rule, *m_claims);
    switch (answer.kind) {
    case RuleAnswer::Kind::Met:
        return true;
    case RuleAnswer::Kind::NotMet:
        return invalid(Step::Rule, ErrorCode::PostRuleNotMet, answer.detail);
    case RuleAnswer::Kind::CannotTell:
        break;
    }
    return cannotCheck(Step::Rule, ErrorCode::PostRuleNotChecked, answer.detail);
}

bool PresentationCheck::replayed()
{
    m_verdict.holder = HolderState::Replayed;
    return invalid(Step::Replay, ErrorCode::PresentationReplayed);
}

bool PresentationCheck::replay()
{
    if (m_verdict.mode == Mode::Challenge)
        return replayOfAnswer();
    if (m_verdict.mode == Mode::Print) // everything holds but who carries it: never green
        return cannotCheck(Step::Replay, ErrorCode::PrintedCopyHolderUnknown);
    switch (m_judges.replay.check(m_thumbprint, m_binding.cti, m_binding.issuedAt)) {
    case ReplayCache::Answer::Fresh:
    case ReplayCache::Answer::Held:
        m_verdict.holder = HolderState::Proven;
        return true;
    case ReplayCache::Answer::Replayed:
        return replayed();
    case ReplayCache::Answer::Unsure:
        break;
    }
    return cannotCheck(Step::Replay, ErrorCode::ReplayNotChecked);
}

// The book is in memory and knows what it asked, so it is sure also where the replay cache is not.
bool PresentationCheck::replayOfAnswer()
{
    switch (m_judges.challenges->take(m_binding.nonce, m_payload.type, crypto::sha256(m_text.toLatin1()))) {
    case ChallengeBook::Answer::Ours:
        m_verdict.holder = HolderState::Proven;
        return true;
    case ChallengeBook::Answer::Used:
        return replayed();
    case ChallengeBook::Answer::Late: // while it was being checked
    case ChallengeBook::Answer::NotOurs:
        break;
    }
    return stale(ErrorCode::ChallengeAnswerLate);
}

// Who and what, also beside a refusal such as Expired or Stale, but never from bytes that are not signed twice and
// right in their grammar.
void PresentationCheck::reveal()
{
    if (!m_holderSigned || !m_shown)
        return;
    if (!m_claims && !resolve())
        return;
    m_verdict.claims = m_claims;
    m_verdict.statement = m_statement;
    if (m_verdict.mode != Mode::Challenge)
        return;
    for (const Group group : m_judges.challenges->askedOf(m_binding.nonce, m_payload.type)) {
        if (!m_claims->disclosed.contains(group))
            m_verdict.askedButMissing.append(group);
    }
}

// One-time copies have a key each, so that three codes of one phone could pass for three phones: the person is the better mark.
QByteArray PresentationCheck::phone() const
{
    if (!m_claims->person)
        return m_thumbprint;
    return crypto::sha256(m_claims->person->fullName.toUtf8() + QByteArray::number(m_claims->person->birthDate));
}

// The time of what holds in everything else is evidence; of what does not, it is anybody's.
bool PresentationCheck::holdsButForItsTime()
{
    const bool live = m_verdict.mode == Mode::Open || (m_verdict.mode == Mode::Challenge && m_verdict.overall == Overall::Valid);
    if (!live || !m_verdict.claims)
        return false;
    const StatusAnswer answer = lookUpStatus();
    return answer.state == StatusState::Good && answer.fault == StatusAnswer::Fault::None;
}

void PresentationCheck::diagnose()
{
    using Whose = ClockFinding::Whose;
    if (counterIsBehind())
        m_verdict.clock = ClockFinding{Whose::Counter, m_today - m_trust->issued};
    if (m_judges.clocks != nullptr && !m_recorded && holdsButForItsTime()) {
        m_judges.clocks->note(phone(), m_binding.issuedAt);
        if (!m_verdict.clock && (m_now - m_binding.issuedAt > longestAge || m_binding.issuedAt - m_now > furthestFuture))
            m_verdict.clock = m_judges.clocks->judge(phone());
    }
    // The advice follows what is known; the verdict stays what it was.
    if (!m_verdict.clock || m_verdict.failedStep != Step::Freshness || m_verdict.mode != Mode::Open)
        return;
    if (m_verdict.clock->whose == Whose::Counter)
        m_verdict.error->code = ErrorCode::CounterClockWrong;
    else if (m_verdict.clock->whose == Whose::Holder)
        m_verdict.error->code = ErrorCode::HolderClockWrong;
    else if (m_verdict.error->code == ErrorCode::PresentationStale)
        m_verdict.error->code = ErrorCode::ClocksApart;
}

} // namespace dd::trust
