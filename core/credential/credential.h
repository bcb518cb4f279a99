// SD-CWT credentials in the tight profile of docs/formats.md §5 (draft-ietf-spice-sd-cwt-08): issue, hold, present.
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/credential/credential_types.h"
#include "core/credential/status_reference.h"
#include "core/crypto/signature.h"

#include <QList>
#include <variant>

namespace dd::credential {

// ---- issue -------------------------------------------------------------------------------------------------

struct IssueRequest
{
    QString personalNumber;       // 12 digits; becomes the redacted sub
    crypto::PublicKey holderKey;  // cnf
    qint64 expires = 0;           // exp, seconds UTC; for a pass at least its validTo
    std::optional<StatusReference> status = {};
    // Whether something that could not be revoked may be issued: by an authority with status lists only a pass of a day.
    enum class StatusPolicy { Optional, Required };
    StatusPolicy statusPolicy = StatusPolicy::Optional;
};
// iat = nbf = the last 00:00 UTC at least one hour past `clock.now()`. Returns the encoded SD-CWT with every disclosure.
[[nodiscard]] Result<QByteArray> issue(const IssueRequest &request, const IdentityClaims &claims, crypto::Signer &issuer, Random &random, const Clock &clock);
[[nodiscard]] Result<QByteArray> issue(const IssueRequest &request, const TravelPassClaims &claims, crypto::Signer &issuer, Random &random, const Clock &clock);
[[nodiscard]] Result<QByteArray> issue(const IssueRequest &request, const ResidenceStatusClaims &claims, crypto::Signer &issuer, Random &random,
                                       const Clock &clock);
[[nodiscard]] Result<QByteArray> issue(const IssueRequest &request, const ReceiptClaims &claims, crypto::Signer &issuer, Random &random, const Clock &clock);
[[nodiscard]] Result<QByteArray> issue(const IssueRequest &request, const PrintedCopyClaims &claims, crypto::Signer &issuer, Random &random,
                                       const Clock &clock);

using AnyClaims = std::variant<IdentityClaims, TravelPassClaims, ResidenceStatusClaims, ReceiptClaims, PrintedCopyClaims>;

inline constexpr qsizetype mostCopies = 10;
struct CopyKey
{
    crypto::PublicKey holderKey;
    std::optional<StatusReference> status = {}; // one of its own, or none
};
// One-time copies: the same claims and times once per key, `common` without its key and status. All of them or none;
// a key or a status reference that stands there twice would link two copies, so it is refused.
[[nodiscard]] Result<QList<QByteArray>> issueBatch(const IssueRequest &common, const QList<CopyKey> &keys, const AnyClaims &claims, crypto::Signer &issuer,
                                                   Random &random, const Clock &clock);

// ---- read --------------------------------------------------------------------------------------------------

// What a credential or presentation lets one see. Groups that were not disclosed are empty.
struct Claims
{
    CredentialType type = CredentialType::Identity;
    QString issuer; // iss, "VN"
    qint64 issuedAt = 0;
    qint64 notBefore = 0;
    qint64 expires = 0;
    int evidence = 0;
    QList<Group> disclosed;

    QString personalNumber; // empty unless Group::Number was disclosed
    std::optional<Person> person;
    std::optional<Address> address;
    QList<int> ageFlags;
    QList<Companion> companions;
    QList<Member> members;
    std::optional<Address> permanentAddress;
    std::optional<Address> currentResidence;
    std::optional<Household> household;
    std::optional<StatusReference> status;
    // always-shown parts, filled by type; their groups are left empty here: see `person` and the others above
    int level = 0; // identity
    std::optional<TravelPassClaims> pass;
    std::optional<ResidenceStatusClaims> residence;
    std::optional<ReceiptClaims> receipt;
    std::optional<PrintedCopyClaims> printed;

    // the period that decides Expired and NotYet: a pass's own from/to, also that of its printed copy, else nbf/exp
    [[nodiscard]] qint64 validFrom() const;
    [[nodiscard]] qint64 validTo() const;
};

struct Credential
{
    QByteArray token; // exact bytes as issued, byte for byte
    QByteArray issuerKeyId;
    QByteArray holderThumbprint;
    Claims claims; // everything, since the holder has all disclosures
    QList<Group> groups; // what may be chosen when presenting
};

// What a copy on paper says of a credential whose person is known.
[[nodiscard]] PrintedCopyClaims printedCopyOf(const Claims &original);

// Structure only, no trust: the wallet's own reading of its own credential. Same strict grammar as the verifier.
[[nodiscard]] Result<Credential> parseCredential(QByteArrayView token);

// ---- present -----------------------------------------------------------------------------------------------

struct PresentationRequest
{
    QList<Group> groups;                      // what to disclose
    QString audience = QStringLiteral("vn:counter"); // open mode
    std::optional<QByteArray> challengeNonce; // 16 bytes; else a random 8-byte cti is drawn
    std::optional<StayStatement> statement;
};
// "VN1:" + base45(KBT). iat = clock.now(). The signer must hold the key the credential is bound to (HolderKeyMismatch).
// A printed copy is presented to "vn:print" and nothing else is; in open mode there is no challenge to answer.
[[nodiscard]] Result<QString> present(const Credential &credential, const PresentationRequest &request, crypto::Signer &holder, Random &random, const Clock &clock);

} // namespace dd::credential
