// One presentation before a counter that trusts `parties`, and how often its replay cache was asked.
#pragma once

#include "core/trust/verifier.h"
#include "tests/core/forge.h"

namespace dd::test {

// Counts how often it is asked, and answers as told.
class SpyReplayCache final : public trust::ReplayCache
{
public:
    Answer check(QByteArrayView, QByteArrayView, qint64) override
    {
        ++asked;
        return answer;
    }
    int asked = 0;
    Answer answer = Answer::Fresh;
};

struct Judged
{
    trust::Verdict verdict;
    int asked;
};

inline Judged judge(const Parties &parties, const QString &text, qint64 now = noon)
{
    const FixedClock clock(now);
    SpyReplayCache cache;
    return {trust::Verifier(&parties.trust, cache, clock).verify(text), cache.asked};
}

using Spoil = std::function<void(Forge &)>;

} // namespace dd::test
