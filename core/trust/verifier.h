// From a scanned text to a verdict a counter can act on, with no network (docs/formats.md §5, verify order).
#pragma once

#include "core/base/clock.h"
#include "core/credential/credential.h"
#include "core/trust/challenge_book.h"
#include "core/trust/post_rule.h"
#include "core/trust/replay_cache.h"
#include "core/trust/skew_log.h"
#include "core/trust/status_store.h"

namespace dd::trust {

enum class Overall { Valid, Invalid, CannotCheck };
enum class SignatureState { Valid, Invalid, UnknownIssuer, NotChecked };
enum class ValidityState { Current, Expired, NotYet, NotChecked };
enum class HolderState { Proven, Stale, Replayed, NotChecked };

enum class Mode { Open, Challenge, Print };

// In verify order; the verdict names the first that failed.
enum class Step {
    None, Prefix, Base45, Size, Cbor, Type, Issuer, IssuerSignature, HolderKey, HolderSignature, Times, Audience, Freshness, Disclosures, Status, Rule, Replay
};

struct Verdict
{
    Overall overall = Overall::CannotCheck;
    SignatureState signature = SignatureState::NotChecked;
    ValidityState validity = ValidityState::NotChecked;
    HolderState holder = HolderState::NotChecked;
    StatusState status = StatusState::Unknown; // Good also where the issuer put no reference: it chose what can be revoked
    std::optional<qint64> statusAge;           // seconds since the status list was issued; absent when none was asked
    std::optional<Mode> mode; // absent when the way ended before the audience was judged
    bool demo = false;
    Step failedStep = Step::None;
    std::optional<Error> error;              // code, advice; empty when valid
    std::optional<qint64> trustListAge;      // seconds since the list was issued
    // Filled only when both signatures hold and the grammar is right; never from unverified bytes.
    std::optional<credential::Claims> claims;
    std::optional<credential::StayStatement> statement;
    QString issuerName;
    qint64 presentedAt = 0; // KBT iat
    QList<credential::Group> askedButMissing; // of our challenge's
    std::optional<ClockFinding> clock;        // whose clock is wrong, where that can be told
};

// Whom the verifier asks; all of them outlive it.
struct Judges
{
    ReplayCache &replay;
    const TrustList *trust = nullptr;     // none: everything is UnknownIssuer
    const StatusSource *status = nullptr; // none: what can be revoked cannot be checked
    ChallengeBook *challenges = nullptr;  // none: this counter asks nothing, so an answer was meant for another one
    SkewLog *clocks = nullptr;            // none: nobody says whose clock is wrong, but where the trust list is from the future
    const PostRule *rule = nullptr;       // none: whatever is genuine and in force
};

class Verifier
{
public:
    Verifier(const Judges &judges, const Clock &clock);
    Verifier(const TrustList *trust, ReplayCache &cache, const Clock &clock);
    [[nodiscard]] Verdict verify(const QString &text);
    // For the authority: an open code with a statement that a facility scanned at `scannedAt` (seconds UTC, its own record) and hands in
    // at most 36 h later. Times and freshness are those of the scan; trust list and status those of today. The replay cache has to
    // remember for longer than 36 h what a counter forgets after minutes: none of this library's does.
    [[nodiscard]] Verdict verifyRecorded(const QString &text, qint64 scannedAt);

private:
    Judges m_judges;
    const Clock &m_clock;
};

// A stable ASCII name for JSON and logs: "valid", "issuer-signature", ...
[[nodiscard]] QString name(Overall value);
[[nodiscard]] QString name(Step value);
[[nodiscard]] QString name(SignatureState value);
[[nodiscard]] QString name(ValidityState value);
[[nodiscard]] QString name(HolderState value);
[[nodiscard]] QString name(StatusState value);
[[nodiscard]] QString name(Mode value);
[[nodiscard]] QString name(ClockFinding::Whose value);
[[nodiscard]] QString name(credential::CredentialType value);
[[nodiscard]] QString name(credential::Group value);
[[nodiscard]] QString name(credential::Purpose value);

} // namespace dd::trust
