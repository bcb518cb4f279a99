// Open enrolments: single use, five minutes, in memory only (a restart ends them all).
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/credential/enrolment.h"

#include <QHash>

namespace dd::authority {

struct EnrolmentSession
{
    credential::EnrolKeys keys;
    credential::EnrolChallenge challenge;
    qint64 openedMs = 0; // steady clock
};

class EnrolmentSessions
{
public:
    static constexpr qint64 lifetimeMs = 5 * 60 * 1000;
    static constexpr qsizetype mostOpen = 1000;

    EnrolmentSessions(Random &random, const Clock &clock) : m_random(random), m_clock(clock) {}
    [[nodiscard]] Result<credential::EnrolChallenge> open(const credential::EnrolKeys &keys); // AuthorityBusy
    // Takes the session out, whatever becomes of it. Unknown, used and expired all answer EnrolmentSession.
    [[nodiscard]] Result<EnrolmentSession> take(QByteArrayView session);

private:
    void dropExpired();

    Random &m_random;
    const Clock &m_clock;
    QHash<QByteArray, EnrolmentSession> m_open;
};

} // namespace dd::authority
