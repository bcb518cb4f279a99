#include "app/authority/enrolment_sessions.h"

namespace dd::authority {

void EnrolmentSessions::dropExpired()
{
    const qint64 now = m_clock.steadyMilliseconds();
    std::erase_if(m_open, [now](const auto &entry) { return now - entry.second.openedMs >= lifetimeMs; });
}

Result<credential::EnrolChallenge> EnrolmentSessions::open(const credential::EnrolKeys &keys)
{
    dropExpired();
    if (m_open.size() >= mostOpen)
        return fail(ErrorCode::AuthorityBusy, QStringLiteral("enrolment sessions"));
    const credential::EnrolChallenge challenge{m_random.bytes(16), m_random.bytes(32)};
    m_open.emplace(challenge.session, EnrolmentSession{keys, challenge, m_clock.steadyMilliseconds(), std::nullopt});
    return challenge;
}

Result<EnrolmentSession *> EnrolmentSessions::find(QByteArrayView session)
{
    dropExpired();
    const auto found = m_open.find(session.toByteArray());
    if (found == m_open.end())
        return fail(ErrorCode::EnrolmentSession, QStringLiteral("session"));
    return &found->second;
}

Result<EnrolmentSession> EnrolmentSessions::take(QByteArrayView session)
{
    dropExpired();
    auto found = m_open.extract(session.toByteArray());
    if (found.empty())
        return fail(ErrorCode::EnrolmentSession, QStringLiteral("session"));
    return std::move(found.mapped());
}

} // namespace dd::authority
