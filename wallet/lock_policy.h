// How wrong tries are answered: five free ones, then waits of 1, 5, 15 and 60 minutes and of 24 hours, on the steady clock.
#pragma once

#include "wallet/vault.h"

#include <QByteArray>

namespace dd::wallet {

inline constexpr int freeTries = 5;
inline constexpr int failuresForLongestWait = freeTries + 4;
// With every wait on the way these take eleven days at least, whatever was deleted or rebooted meanwhile: nobody's child or joke
// does it in an afternoon.
inline constexpr int failuresForWipe = 20;

// How long the next try has to wait after so many failures, in milliseconds.
[[nodiscard]] qint64 waitAfterFailures(int failed);

struct AttemptRecord
{
    quint64 sequence = 0;       // grows with every write
    quint64 wrapGeneration = 0; // of the header that counts
    int failed = 0;
    qint64 waitFrom = 0;        // steady milliseconds of the last try
    QByteArray bootId;          // 16 bytes: which run of the machine `waitFrom` belongs to
    bool wipe = false;          // the owner wants it erased after failuresForWipe

    friend bool operator==(const AttemptRecord &, const AttemptRecord &) = default;
};

// The steady clock of another boot says nothing about this one, so the whole wait is still ahead.
[[nodiscard]] bool belongsToThisRun(const AttemptRecord &record, qint64 steadyMilliseconds, const QByteArray &bootId);
[[nodiscard]] AttemptState attemptState(const AttemptRecord &record, qint64 steadyMilliseconds, const QByteArray &bootId);

// 16 bytes: the kernel's boot id, or where there is none a value of this process, so that a new process restarts a wait.
[[nodiscard]] QByteArray systemBootId();

} // namespace dd::wallet
