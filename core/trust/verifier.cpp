#include "core/trust/verifier.h"

#include "core/codec/base45.h"
#include "core/credential/profile.h"

#include <algorithm>

namespace dd::trust {
namespace {

using namespace credential;

constexpr qint64 clockLeeway = 120;            // seconds, for nbf, exp and a pass's period
constexpr qint64 longestAge = 90;              // of an open code
constexpr qint64 furthestFuture = 60;
// Nothing above this can decode to a token within the limit: it is not even decoded.
constexpr qsizetype longestText = 4 + (tokenSizeLimit + 1) / 2 * 3;

// One presentation on its way through the steps. Each step fails by naming itself, and the first to fail ends the way.
class Checking
{
public:
    Checking(const Judges &judges, const Clock &clock) : m_judges(judges), m_trust(judges.trust), m_now(clock.now())
    {
        if (m_trust != nullptr) {
            m_verdict.demo = m_trust->demo;
            m_verdict.trustListAge = std::max<qint64>(0, m_now - m_trust->issued);
        }
    }

    Verdict run(const QString &text)
    {
        if (read(text) && issuer() && holder() && times() && audience() && freshness() && disclosures() && status() && replay())
            m_verdict.overall = Overall::Valid;
        reveal();
        return m_verdict;
    }

private:
    bool stop(Step step, Overall overall, const Error &error)
    {
        m_verdict.failedStep = step;
        m_verdict.overall = overall;
        m_verdict.error = error;
        return false;
    }
    bool invalid(Step step, const Error &error) { return stop(step, Overall::Invalid, error); }
    bool invalid(Step step, ErrorCode code, const QString &detail = {}) { return invalid(step, Error{code, name(step), detail, {}}); }
    bool cannotCheck(Step step, ErrorCode code, const QString &detail = {})
    {
        return stop(step, Overall::CannotCheck, Error{code, name(step), detail, {}});
    }

    // prefix, base45, size, CBOR, types: nothing here is believed yet
    bool read(const QString &text)
    {
        if (!text.startsWith(presentationPrefix()))
            return invalid(Step::Prefix, ErrorCode::NotOurQr);
        if (text.size() > longestText)
            return invalid(Step::Size, ErrorCode::QrTooLarge);
        const Result<QByteArray> bytes = base45::decode(text.sliced(presentationPrefix().size()).toUtf8());
        if (!bytes)
            return invalid(Step::Base45, bytes.error());
        if (bytes->size() > tokenSizeLimit)
            return invalid(Step::Size, ErrorCode::QrTooLarge);
        Result<KeyBindingToken> token = splitKeyBindingToken(*bytes);
        if (!token) {
            const bool encoding = token.error().code == ErrorCode::CborMalformed || token.error().code == ErrorCode::CborNotDeterministic;
            return invalid(encoding ? Step::Cbor : Step::Type, token.error());
        }
        m_token = std::move(*token);
        if (const Result<void> headers = checkHeaders(m_token, tightHeaders()); !headers)
            return invalid(Step::Type, headers.error());
        Result<BindingPayload> binding = readBindingPayload(m_token.payload);
        if (!binding)
            return invalid(Step::Type, binding.error());
        m_binding = std::move(*binding);
        Result<IssuerPayload> payload = readIssuerPayload(m_token.credential.payload);
        if (!payload) {
            const bool unsupported = payload.error().code == ErrorCode::CredentialTypeUnsupported;
            return stop(Step::Type, unsupported ? Overall::CannotCheck : Overall::Invalid, payload.error());
        }
        m_payload = std::move(*payload);
        return true;
    }

    bool issuer()
    {
        const auto unknown = [this](ErrorCode code, const char *detail) {
            m_verdict.signature = SignatureState::UnknownIssuer;
            return cannotCheck(Step::Issuer, code, QLatin1String(detail));
        };
        if (m_trust == nullptr)
            return unknown(ErrorCode::IssuerUntrusted, "no trust list");
        const cbor::Value *keyId = m_token.credential.sign1.protectedHeader.find(headerKeyId);
        const TrustedIssuer *found = m_trust->find(m_payload.issuer, keyId->toBytes());
        if (found == nullptr)
            return unknown(ErrorCode::IssuerUntrusted, "no such issuer and key");
        if (!found->types.contains(static_cast<int>(m_payload.type)))
            return unknown(ErrorCode::IssuerUntrusted, "not trusted for this type of credential");
        if (m_payload.issuedAt < found->notBefore || m_payload.issuedAt >= found->expires)
            return unknown(ErrorCode::IssuerUntrusted, "issued outside the time the key is trusted for");
        if (m_now > m_trust->nextUpdate + trustListGrace)
            return cannotCheck(Step::Issuer, ErrorCode::TrustListOutdated);
        if (const Result<void> signature = m_token.credential.sign1.verify(found->key); !signature) {
            m_verdict.signature = SignatureState::Invalid;
            return invalid(Step::IssuerSignature, ErrorCode::IssuerSignatureInvalid, signature.error().detail);
        }
        m_verdict.signature = SignatureState::Valid;
        m_issuer = found;
        m_verdict.issuerName = found->name;
        return true;
    }

    bool holder()
    {
        const Result<crypto::PublicKey> key = readHolderKey(m_payload.confirmation);
        if (!key)
            return invalid(Step::HolderKey, key.error());
        if (const Result<void> signature = m_token.sign1.verify(*key); !signature)
            return invalid(Step::HolderSignature, ErrorCode::HolderSignatureInvalid, signature.error().detail);
        m_thumbprint = key->thumbprint();
        m_holderSigned = true;
        m_verdict.presentedAt = m_binding.issuedAt;
        return true;
    }

    bool times()
    {
        // A pass keeps its period among the always-shown claims, so this is where they are read.
        Result<Claims> shown = readShownClaims(m_payload);
        if (!shown)
            return invalid(Step::Times, shown.error());
        m_shown = std::move(*shown);
        m_verdict.demo = m_verdict.demo || (m_shown->evidence & EvidenceDemo) != 0;
        if (m_now + clockLeeway < std::max(m_shown->notBefore, m_shown->validFrom())) {
            m_verdict.validity = ValidityState::NotYet;
            return invalid(Step::Times, ErrorCode::CredentialNotYetValid);
        }
        if (m_now - clockLeeway >= std::min(m_shown->expires, m_shown->validTo())) {
            m_verdict.validity = ValidityState::Expired;
            return invalid(Step::Times, ErrorCode::CredentialExpired);
        }
        m_verdict.validity = ValidityState::Current;
        return true;
    }

    bool audience()
    {
        // A copy on paper is for print alone: in open mode anybody could show its picture.
        if (m_binding.audience == openAudience() && m_payload.type != CredentialType::PrintedCopy)
            return true;
        return invalid(Step::Audience, ErrorCode::WrongAudience);
    }

    bool freshness()
    {
        // This counter asked nothing, so an answer to a challenge was meant for another one.
        if (m_binding.cti.isEmpty())
            return invalid(Step::Freshness, ErrorCode::WrongAudience, QStringLiteral("an answer to a challenge that is not ours"));
        if (m_now - m_binding.issuedAt > longestAge) {
            m_verdict.holder = HolderState::Stale;
            return cannotCheck(Step::Freshness, ErrorCode::PresentationStale);
        }
        if (m_binding.issuedAt - m_now > furthestFuture) {
            m_verdict.holder = HolderState::Stale;
            return cannotCheck(Step::Freshness, ErrorCode::PresentationFromFuture);
        }
        return true;
    }

    Result<void> resolve()
    {
        Result<Claims> claims = readDisclosedClaims(m_token.credential, *m_shown);
        if (!claims)
            return fail(claims.error());
        if (m_binding.statement) {
            Result<StayStatement> statement = decodeStayStatement(*m_binding.statement);
            if (!statement)
                return fail(statement.error());
            m_statement = std::move(*statement);
        }
        m_claims = std::move(*claims);
        return {};
    }

    bool disclosures()
    {
        if (const Result<void> resolved = resolve(); !resolved)
            return invalid(Step::Disclosures, resolved.error());
        return true;
    }

    bool status()
    {
        const StatusAnswer answer = lookUpStatus();
        m_verdict.statusAge = answer.age;
        if (answer.fault != StatusAnswer::Fault::None) {
            const bool foreign = answer.fault == StatusAnswer::Fault::ForeignUri;
            return invalid(Step::Status, ErrorCode::CredentialMalformed,
                           foreign ? QStringLiteral("a status list that is not its issuer's") : QStringLiteral("no such entry in the status list"));
        }
        m_verdict.status = answer.state;
        switch (answer.state) {
        case StatusState::Good:
            return true;
        case StatusState::Revoked:
            return invalid(Step::Status, ErrorCode::CredentialRevoked);
        case StatusState::Suspended:
            return invalid(Step::Status, ErrorCode::CredentialSuspended);
        case StatusState::Unknown:
            break;
        }
        return cannotCheck(Step::Status, ErrorCode::StatusNotChecked);
    }

    [[nodiscard]] StatusAnswer lookUpStatus() const
    {
        // The issuer signed that there is none; whether it should have is the issuer's rule (docs/formats.md §6: passes of a day).
        if (!m_payload.status)
            return {.state = StatusState::Good};
        return m_judges.status != nullptr ? m_judges.status->look(*m_payload.status, *m_issuer, m_now) : StatusAnswer();
    }

    bool replay()
    {
        switch (m_judges.replay.check(m_thumbprint, m_binding.cti, m_binding.issuedAt)) {
        case ReplayCache::Answer::Fresh:
        case ReplayCache::Answer::Held:
            m_verdict.holder = HolderState::Proven;
            return true;
        case ReplayCache::Answer::Replayed:
            m_verdict.holder = HolderState::Replayed;
            return invalid(Step::Replay, ErrorCode::PresentationReplayed);
        case ReplayCache::Answer::Unsure:
            break;
        }
        return cannotCheck(Step::Replay, ErrorCode::ReplayNotChecked);
    }

    // Who and what, also beside a refusal such as Expired or Stale, but never from bytes that are not signed twice and
    // right in their grammar.
    void reveal()
    {
        if (!m_holderSigned || !m_shown)
            return;
        if (!m_claims && !resolve())
            return;
        m_verdict.claims = m_claims;
        m_verdict.statement = m_statement;
    }

    const Judges &m_judges;
    const TrustList *m_trust;
    const TrustedIssuer *m_issuer = nullptr; // under whose entry the signature held
    const qint64 m_now;
    Verdict m_verdict;
    KeyBindingToken m_token;
    BindingPayload m_binding;
    IssuerPayload m_payload;
    QByteArray m_thumbprint;
    bool m_holderSigned = false;
    std::optional<Claims> m_shown;
    std::optional<Claims> m_claims;
    std::optional<StayStatement> m_statement;
};

} // namespace

Verifier::Verifier(const Judges &judges, const Clock &clock) : m_judges(judges), m_clock(clock) {}

Verifier::Verifier(const TrustList *trust, ReplayCache &cache, const Clock &clock) : Verifier(Judges{cache, trust}, clock) {}

Verdict Verifier::verify(const QString &text)
{
    return Checking(m_judges, m_clock).run(text);
}

} // namespace dd::trust
