// One presentation on its way through the steps of docs/formats.md §5. Each step fails by naming itself, and the first to fail ends
// the way. For verifier.cpp alone.
#pragma once

#include "core/credential/profile.h"
#include "core/trust/verifier.h"

namespace dd::trust {

class PresentationCheck
{
public:
    PresentationCheck(const Judges &judges, const Clock &clock, std::optional<qint64> scannedAt = std::nullopt);
    [[nodiscard]] Verdict run(const QString &text); // once

private:
    bool stop(Step step, Overall overall, const Error &error);
    bool invalid(Step step, const Error &error) { return stop(step, Overall::Invalid, error); }
    bool invalid(Step step, ErrorCode code, const QString &detail = {}) { return invalid(step, Error{code, name(step), detail, {}}); }
    bool cannotCheck(Step step, ErrorCode code, const QString &detail = {});
    bool stale(ErrorCode code);
    [[nodiscard]] bool counterIsBehind() const;
    bool replayed();

    // presentation_check.cpp: whether it is what it says it is
    bool read(const QString &text);
    bool issuer();
    bool holder();
    bool times();
    // presentation_answer.cpp: whether it is for here and now
    bool audience();
    bool freshness();
    bool disclosures();
    bool status();
    bool rule();
    bool replay();
    bool replayOfAnswer();

    [[nodiscard]] Result<void> resolve();
    [[nodiscard]] StatusAnswer lookUpStatus();
    [[nodiscard]] QByteArray phone() const;
    void reveal();
    [[nodiscard]] bool holdsButForItsTime();
    void diagnose();

    const Judges &m_judges;
    const TrustList *m_trust;
    const TrustedIssuer *m_issuer = nullptr; // under whose entry the signature held
    const qint64 m_today; // of the lists
    const qint64 m_now;   // of the scan
    const bool m_recorded;
    Verdict m_verdict;
    QString m_text;
    credential::KeyBindingToken m_token;
    credential::BindingPayload m_binding;
    credential::IssuerPayload m_payload;
    QByteArray m_thumbprint;
    bool m_holderSigned = false;
    std::optional<StatusAnswer> m_status;
    std::optional<credential::Claims> m_shown;
    std::optional<credential::Claims> m_claims;
    std::optional<credential::StayStatement> m_statement;
};

} // namespace dd::trust
