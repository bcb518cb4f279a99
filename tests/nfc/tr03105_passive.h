// One row of BSI TR-03105-5.1 about passive authentication: what is done to a good document, and what must come of it.
#pragma once

#include "nfc/authentication/passive.h"
#include "tests/nfc/signed_document.h"

#include <functional>

namespace dd::test::pki {

struct ExpectedOutcome
{
    enum class Kind { Passed, IssuerUnknown, Contradicted, Refused };
    Kind kind = Kind::Passed;
    ErrorCode code = ErrorCode::PassiveAuthenticationFailed; // Refused
    QString stage;                                           // Refused
    QString note;                                            // Passed, IssuerUnknown: must be among the notes; none where empty
};

struct PassiveCase
{
    const char *identifier; // "LDS_H_01"
    std::function<void(DocumentRecipe &)> change;
    ExpectedOutcome expected;
};

inline ExpectedOutcome passes(const char *note = nullptr)
{
    return {ExpectedOutcome::Kind::Passed, {}, {}, QLatin1String(note)};
}

inline ExpectedOutcome isDamaged(const char *stage)
{
    return {ExpectedOutcome::Kind::Refused, ErrorCode::DamagedFile, QLatin1String(stage), {}};
}

inline ExpectedOutcome isRefused(const char *stage)
{
    return {ExpectedOutcome::Kind::Refused, ErrorCode::PassiveAuthenticationFailed, QLatin1String(stage), {}};
}

inline ExpectedOutcome isUnsupported(const char *stage)
{
    return {ExpectedOutcome::Kind::Refused, ErrorCode::UnsupportedProtocol, QLatin1String(stage), {}};
}

inline ExpectedOutcome contradictsCom() // hashes, signature and chain hold, and the contradiction is told
{
    return {ExpectedOutcome::Kind::Contradicted, {}, {}, {}};
}

inline ExpectedOutcome hasUnknownIssuer(const char *note = nullptr)
{
    return {ExpectedOutcome::Kind::IssuerUnknown, {}, {}, QLatin1String(note)};
}

// Empty when passive authentication comes to what is expected; otherwise what it came to.
inline QString departure(const SignedDocument &document, const ExpectedOutcome &expected)
{
    using Kind = ExpectedOutcome::Kind;
    const Result<nfc::PassiveResult> result = nfc::passiveAuthentication(document.files, document.anchors, inspectedAt);
    if (!result) {
        const Error &error = result.error();
        if (expected.kind == Kind::Refused && error.code == expected.code && error.stage == expected.stage)
            return {};
        return QStringLiteral("refused: %1, %2, %3").arg(errorId(error.code), error.stage, error.detail);
    }
    if (expected.kind == Kind::Refused)
        return QStringLiteral("accepted");
    if (result->comMismatch.has_value() != (expected.kind == Kind::Contradicted))
        return result->comMismatch ? QStringLiteral("contradicted by EF.COM") : QStringLiteral("not contradicted");
    if (result->comMismatch &&
        (result->comMismatch->code != ErrorCode::PassiveAuthenticationFailed || result->comMismatch->stage != QStringLiteral("COM")))
        return result->comMismatch->stage;
    if (result->issuerKnown != (expected.kind != Kind::IssuerUnknown))
        return result->issuerKnown ? QStringLiteral("issuer known") : QStringLiteral("issuer unknown");
    if (!expected.note.isEmpty() && !result->notes.contains(expected.note))
        return QStringLiteral("without its note, but with: ") + result->notes.join(QStringLiteral("; "));
    if (expected.note.isEmpty() && !result->notes.isEmpty())
        return QStringLiteral("with notes: ") + result->notes.join(QStringLiteral("; "));
    return {};
}

} // namespace dd::test::pki
