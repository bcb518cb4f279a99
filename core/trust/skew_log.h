// Whose clock is wrong, when a code that holds in everything else is not of this minute. Advice and no judgement: nothing here
// makes a code good or bad. In memory, of the last ten minutes, and forgotten with the process.
#pragma once

#include "core/base/clock.h"

#include <QByteArray>
#include <QList>
#include <optional>

namespace dd::trust {

struct ClockFinding
{
    enum class Whose { Unknown, Counter, Holder };
    Whose whose = Whose::Unknown;
    qint64 secondsAhead = 0; // of that clock, below 0 when it is behind; of the holder's when it is unknown which of the two is wrong
    friend bool operator==(const ClockFinding &, const ClockFinding &) = default;
};

class SkewLog
{
public:
    static constexpr qsizetype mostPhones = 64;
    static constexpr qint64 rememberedMilliseconds = 600 * 1000;

    explicit SkewLog(const Clock &clock) : m_clock(clock) {}

    // `phone` tells one person's phone from another's. To be noted is only what holds in everything but its time.
    void note(QByteArrayView phone, qint64 issuedAt);
    // Of a code that was noted and is outside its time. None: it may simply be an old picture.
    [[nodiscard]] std::optional<ClockFinding> judge(QByteArrayView phone) const;

private:
    struct Sighting
    {
        QByteArray phone;
        qint64 issuedAt = 0;
        qint64 seen = 0;   // steady milliseconds
        bool live = false; // a later code came as much later as its time says: no picture does that
    };
    [[nodiscard]] qint64 ahead(const Sighting &sighting) const;

    const Clock &m_clock;
    QList<Sighting> m_sightings; // one for each phone, the one seen longest ago first
};

} // namespace dd::trust
