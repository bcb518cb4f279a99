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

// Says what it was told to, and remembers what it was asked for.
class ScriptedStatus final : public trust::StatusSource
{
public:
    explicit ScriptedStatus(trust::StatusAnswer answer) : m_answer(answer) {}
    trust::StatusAnswer look(const credential::StatusReference &reference, const trust::TrustedIssuer &, qint64) const override
    {
        asked.append(reference);
        return m_answer;
    }
    mutable QList<credential::StatusReference> asked;

private:
    trust::StatusAnswer m_answer;
};

inline QByteArray statusAt(qint64 index, const QByteArray &uri)
{
    using namespace raw;
    return map({{text("status_list"), map({{text("idx"), integer(index)}, {text("uri"), text(uri)}})}});
}

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
