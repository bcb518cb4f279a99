#include "app/authority/enrolment_sessions.h"

namespace dd::authority {

void EnrolmentSessions::dropExpired()
{
    const qint64 now = m_clock.steadyMilliseconds();
    m_open.removeIf([now](const auto &entry) { return now - entry.value().openedMs >= lifetimeMs; });
}

Result<credential::EnrolChallenge> EnrolmentSessions::open(const credential::EnrolKeys &keys)
{
    dropExpired();
    if (m_open.size() >= mostOpen)
        return fail(ErrorCode::AuthorityBusy, QStringLiteral("enrolment sessions"));
    const credential::EnrolChallenge challenge{m_random.bytes(16), m_random.bytes(32)};
    m_open.insert(challenge.session, {keys, challenge, m_clock.steadyMilliseconds()});
    return challenge;
}

Result<EnrolmentSession> EnrolmentSessions::take(QByteArrayView session)
{
    dropExpired();
    const auto found = m_open.constFind(session.toByteArray());
    if (found == m_open.cend())
        return fail(ErrorCode::EnrolmentSession, QStringLiteral("session"));
    EnrolmentSession taken = *found;
    m_open.erase(found);
    return taken;
}

} // namespace dd::authority
