// Open enrolments: single use, five minutes, in memory only (a restart ends them all). What a session holds of chip
// authentication is a session key with the chip: it lies in locked memory, is never written down, and goes with the session.
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/secret.h"
#include "core/credential/enrolment.h"

#include <map>
#include <optional>

namespace dd::authority {

// Chip authentication under way in a session, bound to what it was started for.
struct ChipExchange
{
    QByteArray enrolmentHash; // H
    QByteArray sodHash;       // SHA-256 of the files that were authenticated
    QByteArray dg14Hash;
    credential::EnrolChipChallenge challenge; // as answered, to answer it again after a lost card
    Secret state;
};

struct EnrolmentSession
{
    credential::EnrolKeys keys;
    credential::EnrolChallenge challenge;
    qint64 openedMs = 0; // steady clock
    std::optional<ChipExchange> chip;
};

class EnrolmentSessions
{
public:
    static constexpr qint64 lifetimeMs = 5 * 60 * 1000;
    static constexpr std::size_t mostOpen = 1000;

    EnrolmentSessions(Random &random, const Clock &clock) : m_random(random), m_clock(clock) {}
    [[nodiscard]] Result<credential::EnrolChallenge> open(const credential::EnrolKeys &keys); // AuthorityBusy
    // A session that stays open; the pointer is good until the next call. Unknown, used and expired all answer EnrolmentSession.
    [[nodiscard]] Result<EnrolmentSession *> find(QByteArrayView session);
    // Takes the session out, whatever becomes of it.
    [[nodiscard]] Result<EnrolmentSession> take(QByteArrayView session);
    // Every call above does it first; called from time to time, so that nothing outlives its five minutes where nobody asks.
    void dropExpired();
    [[nodiscard]] std::size_t size() const { return m_open.size(); }

private:

    Random &m_random;
    const Clock &m_clock;
    std::map<QByteArray, EnrolmentSession> m_open;
};

} // namespace dd::authority
