#include "core/trust/verifier.h"

#include "core/trust/presentation_check.h"

namespace dd::trust {

Verifier::Verifier(const Judges &judges, const Clock &clock) : m_judges(judges), m_clock(clock) {}

Verifier::Verifier(const TrustList *trust, ReplayCache &cache, const Clock &clock) : Verifier(Judges{cache, trust}, clock) {}

Verdict Verifier::verify(const QString &text)
{
    return PresentationCheck(m_judges, m_clock).run(text);
}

Verdict Verifier::verifyRecorded(const QString &text, qint64 scannedAt)
{
    return PresentationCheck(m_judges, m_clock, scannedAt).run(text);
}

} // namespace dd::trust
