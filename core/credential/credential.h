// SD-CWT credentials in the tight profile of docs/formats.md §5 (draft-ietf-spice-sd-cwt-08): issue, hold, present.
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/credential/credential_types.h"
#include "core/crypto/signature.h"

#include <QList>

namespace dd::credential {

// ---- issue -------------------------------------------------------------------------------------------------

struct IssueRequest
{
    QString personalNumber;       // 12 digits; becomes the redacted sub
    crypto::PublicKey holderKey;  // cnf
    qint64 expires = 0;           // exp, seconds UTC; for a pass at least its validTo
};
// iat = nbf = the last 00:00 UTC at least one hour past `clock.now()`. Returns the encoded SD-CWT with every disclosure.
[[nodiscard]] Result<QByteArray> issue(const IssueRequest &request, const IdentityClaims &claims, crypto::Signer &issuer, Random &random, const Clock &clock);
[[nodiscard]] Result<QByteArray> issue(const IssueRequest &request, const TravelPassClaims &claims, crypto::Signer &issuer, Random &random, const Clock &clock);
[[nodiscard]] Result<QByteArray> issue(const IssueRequest &request, const ReceiptClaims &claims, crypto::Signer &issuer, Random &random, const Clock &clock);

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
    // always-shown parts, filled by type
    int level = 0;                        // identity
    std::optional<TravelPassClaims> pass; // its person is left empty here; see `person`
    std::optional<ReceiptClaims> receipt; // likewise

    // the period that decides Expired and NotYet: a pass's own from/to, else nbf/exp
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
[[nodiscard]] Result<QString> present(const Credential &credential, const PresentationRequest &request, crypto::Signer &holder, Random &random, const Clock &clock);

} // namespace dd::credential
