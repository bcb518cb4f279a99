#include "core/trust/replay_cache.h"

namespace dd::trust {

ReplayCache::Answer MemoryReplayCache::check(QByteArrayView thumbprint, QByteArrayView cti, qint64 issuedAt)
{
    ReplayEvent event;
    event.code = ReplayTable::codeOf(thumbprint, cti);
    event.issuedAt = issuedAt;
    event.wall = m_clock.now();
    event.steadyMilliseconds = m_clock.steadyMilliseconds();

    if (m_table.isClockBehind(event.wall))
        m_table.apply(ReplayTable::unsureFrom(event.wall));
    m_table.forgetBefore(event.wall);
    const ReplayTable::Sighting sighting = m_table.look(event);
    if (sighting == ReplayTable::Sighting::Again)
        return Answer::Replayed;
    if (sighting == ReplayTable::Sighting::New && m_table.size() >= m_mostEntries)
        return Answer::Unsure;
    const bool unsure = m_table.isUnsure(event.wall);
    if (sighting == ReplayTable::Sighting::New)
        event.kind = unsure ? ReplayEvent::Kind::Unanswered : ReplayEvent::Kind::Accepted;
    else
        event.kind = ReplayEvent::Kind::SeenAgain;
    m_table.apply(event);
    switch (sighting) {
    case ReplayTable::Sighting::New:
        return unsure ? Answer::Unsure : Answer::Fresh;
    case ReplayTable::Sighting::Held:
        return Answer::Held;
    default:
        return Answer::Unsure;
    }
}

} // namespace dd::trust
