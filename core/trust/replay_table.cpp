#include "core/trust/replay_table.h"

#include "core/crypto/symmetric.h"

#include <algorithm>

namespace dd::trust {

void ReplayTable::apply(const ReplayEvent &event)
{
    switch (event.kind) {
    case ReplayEvent::Kind::Accepted:
    case ReplayEvent::Kind::Unanswered:
        m_entries.insert(event.code, event);
        break;
    case ReplayEvent::Kind::SeenAgain:
        if (const auto entry = m_entries.find(event.code); entry != m_entries.end()) {
            entry->wall = event.wall;
            entry->steadyMilliseconds = event.steadyMilliseconds;
        }
        break;
    case ReplayEvent::Kind::Unsure:
        m_unsureUntil = event.issuedAt;
        m_highest = event.wall;
        return;
    }
    m_highest = std::max(m_highest, event.wall);
}

ReplayTable::Sighting ReplayTable::look(const ReplayEvent &now) const
{
    const auto entry = m_entries.constFind(now.code);
    if (entry == m_entries.constEnd())
        return Sighting::New;
    if (entry->kind == ReplayEvent::Kind::Unanswered)
        return Sighting::Unanswered; // nobody was let pass with it
    // Both clocks must agree that the gap is small: the steady one starts again with the machine, the wall clock is
    // coarse. A replay does not move the last sighting, or a second look at it would pass for a held code.
    const qint64 steadyGap = now.steadyMilliseconds - entry->steadyMilliseconds;
    const qint64 wallGap = now.wall - entry->wall;
    const bool held = entry->gate == now.gate && steadyGap >= 0 && steadyGap <= heldMilliseconds && wallGap >= -clockToleranceSeconds &&
                      wallGap * 1000 <= heldMilliseconds;
    return held ? Sighting::Held : Sighting::Again;
}

void ReplayTable::forgetBefore(qint64 wall)
{
    m_entries.removeIf([wall](const std::pair<const QByteArray &, ReplayEvent &> entry) { return entry.second.issuedAt + keepSeconds < wall; });
}

ReplayEvent ReplayTable::unsureFrom(qint64 wall)
{
    ReplayEvent event;
    event.kind = ReplayEvent::Kind::Unsure;
    event.code = QByteArray(32, '\0');
    event.gate = QByteArray(16, '\0');
    event.issuedAt = wall + unsureSeconds;
    event.wall = wall;
    return event;
}

QList<ReplayEvent> ReplayTable::snapshot() const
{
    ReplayEvent clock = unsureFrom(m_highest);
    clock.issuedAt = m_unsureUntil;
    QList<ReplayEvent> events{clock};
    events.append(m_entries.values());
    return events;
}

QByteArray ReplayTable::codeOf(QByteArrayView thumbprint, QByteArrayView cti)
{
    return crypto::sha256({thumbprint, cti});
}

} // namespace dd::trust
