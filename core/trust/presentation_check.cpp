#include "core/trust/presentation_check.h"

#include "core/codec/base45.h"

#include <algorithm>

namespace dd::trust {
namespace {

using namespace credential;

constexpr qint64 clockLeeway = 120; // seconds, for nbf, exp and a pass's period
// Nothing above this can decode to a token within the limit: it is not even decoded.
constexpr qsizetype longestText = 4 + (tokenSizeLimit + 1) / 2 * 3;

} // namespace

PresentationCheck::PresentationCheck(const Judges &judges, const Clock &clock, std::optional<qint64> scannedAt)
    : m_judges(judges), m_trust(judges.trust), m_today(clock.now()), m_now(scannedAt.value_or(m_today)), m_recorded(scannedAt.has_value())
{
    if (m_trust != nullptr) {
        m_verdict.demo = m_trust->demo;
        m_verdict.trustListAge = std::max<qint64>(0, m_today - m_trust->issued);
    }
}

Verdict PresentationCheck::run(const QString &text)
{
    if (read(text) && issuer() && holder() && times() && audience() && freshness() && disclosures() && status() && rule() && replay())
        m_verdict.overall = Overall::Valid;
    reveal();
    diagnose();
    return std::move(m_verdict);
}

bool PresentationCheck::stop(Step step, Overall overall, const Error &error)
{
    m_verdict.failedStep = step;
    m_verdict.overall = overall;
    m_verdict.error = error;
    return false;
}

bool PresentationCheck::cannotCheck(Step step, ErrorCode code, const QString &detail)
{
    return stop(step, Overall::CannotCheck, Error{code, name(step), detail, {}});
}

// prefix, base45, size, CBOR, types: nothing here is believed yet
bool PresentationCheck::read(const QString &text)
{
    if (!text.startsWith(presentationPrefix()))
        return invalid(Step::Prefix, ErrorCode::NotOurQr);
    if (text.size() > longestText)
        return invalid(Step::Size, ErrorCode::QrTooLarge);
    const Result<QByteArray> bytes = base45::decode(QStringView(text).sliced(presentationPrefix().size()).toLatin1()); // what is not Latin becomes "?", which is no digit
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
    m_text = text;
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

bool PresentationCheck::issuer()
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
    if (m_today > m_trust->nextUpdate + trustListGrace)
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

bool PresentationCheck::holder()
{
    const Result<crypto::PublicKey> key = readHolderKey(m_payload.confirmation, crypto::KeyCheck::AtUse); // its issuer signed it and looked at it
    if (!key)
        return invalid(Step::HolderKey, key.error());
    if (const Result<void> signature = m_token.sign1.verify(*key); !signature) {
        if (signature.error().code == ErrorCode::KeyMalformed)
            return invalid(Step::HolderKey, signature.error());
        return invalid(Step::HolderSignature, ErrorCode::HolderSignatureInvalid, signature.error().detail);
    }
    m_thumbprint = key->thumbprint();
    m_holderSigned = true;
    m_verdict.presentedAt = m_binding.issuedAt;
    return true;
}

bool PresentationCheck::times()
{
    // A pass keeps its period among the always-shown claims, so this is where they are read.
    Result<Claims> shown = readShownClaims(m_payload);
    if (!shown)
        return invalid(Step::Times, shown.error());
    m_shown = std::move(*shown);
    const bool forShow = (m_shown->evidence & EvidenceDemo) != 0;
    m_verdict.demo = m_verdict.demo || forShow;
    if (m_now + clockLeeway < std::max(m_shown->notBefore, m_shown->validFrom())) {
        m_verdict.validity = ValidityState::NotYet;
        return invalid(Step::Times, ErrorCode::CredentialNotYetValid);
    }
    if (m_now - clockLeeway >= std::min(m_shown->expires, m_shown->validTo())) {
        m_verdict.validity = ValidityState::Expired;
        return invalid(Step::Times, ErrorCode::CredentialExpired);
    }
    m_verdict.validity = ValidityState::Current;
    if (forShow && !m_trust->demo) // docs/formats.md §8: among genuine ones it counts for nothing
        return cannotCheck(Step::Times, ErrorCode::CredentialForShow);
    return true;
}

} // namespace dd::trust
