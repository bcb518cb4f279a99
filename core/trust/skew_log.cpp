#include "core/trust/skew_log.h"

#include <algorithm>

namespace dd::trust {
namespace {

constexpr qint64 fittingSeconds = 60;  // a clock within this is right
constexpr qint64 steadySpread = 30;    // a code is up to 20 s old when it is scanned
constexpr qsizetype phonesThatAgree = 3;
constexpr qint64 agreeingSpread = 60;  // between those that agree: old pictures are of any age

} // namespace

void SkewLog::note(QByteArrayView phone, qint64 issuedAt)
{
    const qint64 seen = m_clock.steadyMilliseconds();
    m_sightings.removeIf([seen](const Sighting &each) { return seen - each.seen > rememberedMilliseconds; });
    Sighting sighting{phone.toByteArray(), issuedAt, seen, false};
    const auto before = std::ranges::find(m_sightings, phone, [](const Sighting &each) { return QByteArrayView(each.phone); });
    if (before != m_sightings.end()) {
        if (issuedAt <= before->issuedAt) // the same code again, or an older one: it says nothing new
            return;
        const qint64 drift = (issuedAt - before->issuedAt) - (seen - before->seen) / 1000;
        sighting.live = drift >= -steadySpread && drift <= steadySpread;
        m_sightings.erase(before);
    }
    m_sightings.append(sighting);
    if (m_sightings.size() > mostPhones)
        m_sightings.removeFirst();
}

// As of now: were our own clock set right meanwhile, what was seen before would fit.
qint64 SkewLog::ahead(const Sighting &sighting) const
{
    return sighting.issuedAt + (m_clock.steadyMilliseconds() - sighting.seen) / 1000 - m_clock.now();
}

std::optional<ClockFinding> SkewLog::judge(QByteArrayView phone) const
{
    const qint64 steady = m_clock.steadyMilliseconds();
    QList<qint64> all;
    const Sighting *own = nullptr;
    bool anotherFits = false;
    for (const Sighting &each : m_sightings) {
        if (steady - each.seen > rememberedMilliseconds)
            continue;
        const qint64 seconds = ahead(each);
        all.append(seconds);
        if (QByteArrayView(each.phone) == phone)
            own = &each;
        else
            anotherFits = anotherFits || (seconds >= -fittingSeconds && seconds <= fittingSeconds);
    }
    if (own == nullptr)
        return std::nullopt;
    std::ranges::sort(all);
    const qint64 middle = all[all.size() / 2];
    if (all.size() >= phonesThatAgree && all.last() - all.first() <= agreeingSpread && (all.first() > 0 || all.last() < 0) &&
        (middle > fittingSeconds || middle < -fittingSeconds))
        return ClockFinding{ClockFinding::Whose::Counter, -middle};
    const qint64 seconds = ahead(*own);
    // A picture can be old, but of the future there is none.
    if (!own->live && seconds <= fittingSeconds)
        return std::nullopt;
    return ClockFinding{anotherFits ? ClockFinding::Whose::Holder : ClockFinding::Whose::Unknown, seconds};
}

} // namespace dd::trust
