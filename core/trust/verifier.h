// From a scanned text to a verdict a counter can act on, with no network (docs/formats.md §5, verify order).
#pragma once

#include "core/base/clock.h"
#include "core/credential/credential.h"
#include "core/trust/replay_cache.h"
#include "core/trust/status_state.h"
#include "core/trust/trust_list.h"

namespace dd::trust {

enum class Overall { Valid, Invalid, CannotCheck };
enum class SignatureState { Valid, Invalid, UnknownIssuer, NotChecked };
enum class ValidityState { Current, Expired, NotYet, NotChecked };
enum class HolderState { Proven, Stale, Replayed, NotChecked };

// In verify order; the verdict names the first that failed.
enum class Step { None, Prefix, Base45, Size, Cbor, Type, Issuer, IssuerSignature, HolderKey, HolderSignature, Times, Audience, Freshness, Disclosures, Status, Replay };

struct Verdict
{
    Overall overall = Overall::CannotCheck;
    SignatureState signature = SignatureState::NotChecked;
    ValidityState validity = ValidityState::NotChecked;
    HolderState holder = HolderState::NotChecked;
    StatusState status = StatusState::Unknown;
    bool demo = false;
    Step failedStep = Step::None;
    std::optional<Error> error;              // code, advice; empty when valid
    std::optional<qint64> trustListAge;      // seconds since the list was issued
    // Filled only when both signatures hold and the grammar is right; never from unverified bytes.
    std::optional<credential::Claims> claims;
    std::optional<credential::StayStatement> statement;
    QString issuerName;
    qint64 presentedAt = 0; // KBT iat
};

class Verifier
{
public:
    // Both are kept by reference. `trust` may be null: everything is then UnknownIssuer.
    Verifier(const TrustList *trust, ReplayCache &cache, const Clock &clock);
    [[nodiscard]] Verdict verify(const QString &text);

private:
    const TrustList *m_trust;
    ReplayCache &m_cache;
    const Clock &m_clock;
};

// A stable ASCII name for JSON and logs: "valid", "issuer-signature", ...
[[nodiscard]] QString name(Overall value);
[[nodiscard]] QString name(Step value);
[[nodiscard]] QString name(SignatureState value);
[[nodiscard]] QString name(ValidityState value);
[[nodiscard]] QString name(HolderState value);

} // namespace dd::trust
