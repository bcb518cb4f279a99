// The tight profile of docs/formats.md §5: which labels a payload has, which keys may be disclosed where. Used alike by
// the wallet that holds a credential and by the verifier that distrusts it.
#pragma once

#include "core/credential/credential.h"
#include "core/credential/sd_cwt.h"

namespace dd::credential {

inline constexpr qint64 claimIssuer = 1;
inline constexpr qint64 claimSubject = 2;
inline constexpr qint64 claimAudience = 3;
inline constexpr qint64 claimExpires = 4;
inline constexpr qint64 claimNotBefore = 5;
inline constexpr qint64 claimIssuedAt = 6;
inline constexpr qint64 claimCti = 7;
inline constexpr qint64 claimConfirmation = 8;
inline constexpr qint64 claimType = 11; // vct
inline constexpr qint64 claimNonce = 39;
inline constexpr qint64 claimStatus = 65535;
inline constexpr qint64 claimShown = -65537;
inline constexpr qint64 claimStatement = -65538;
inline constexpr qint64 firstGroupKey = 10;
inline constexpr qsizetype ctiSize = 8;
inline constexpr qsizetype nonceSize = 16;
inline constexpr qsizetype tokenSizeLimit = 4096; // bytes of a key binding token
inline constexpr qint64 daySeconds = 86400;

[[nodiscard]] QString presentationPrefix(); // "VN1:"
[[nodiscard]] QString openAudience();       // "vn:counter"
[[nodiscard]] QString printAudience();      // "vn:print"

[[nodiscard]] HeaderPolicy tightHeaders();
// Key 2 in the outer map, the type's groups under -65537, nothing else anywhere.
[[nodiscard]] DisclosurePolicy tightDisclosures(CredentialType type);

struct IssuerPayload
{
    CredentialType type = CredentialType::Identity;
    QString issuer;
    qint64 expires = 0;
    qint64 notBefore = 0;
    qint64 issuedAt = 0;
    cbor::Value confirmation; // cnf, not judged yet
    cbor::Value shown;        // the map under -65537, digests included
    std::optional<StatusReference> status;
};
// Labels and types of the issuer's payload. A vct whose claims are not in credential_types.h is CredentialTypeUnsupported.
[[nodiscard]] Result<IssuerPayload> readIssuerPayload(const cbor::Value &payload);

struct BindingPayload
{
    QString audience;
    qint64 issuedAt = 0;
    QByteArray cti;   // 8 bytes, or empty
    QByteArray nonce; // 16 bytes (cnonce), or empty; exactly one of the two is filled
    std::optional<cbor::Value> statement; // not decoded yet
};
[[nodiscard]] Result<BindingPayload> readBindingPayload(const cbor::Value &payload);

// cnf is {1: COSE_Key}, Ed25519 or P-256 with its y as a sign bit.
[[nodiscard]] Result<crypto::PublicKey> readHolderKey(const cbor::Value &confirmation, crypto::KeyCheck check = crypto::KeyCheck::Full);
// Always-shown claims without groups; also what an issuer must get right about times: iat = nbf on a 00:00 UTC, exp
// after it and not before the end of a pass.
[[nodiscard]] Result<Claims> readShownClaims(const IssuerPayload &payload);
// Adds the disclosed groups to what readShownClaims gave.
[[nodiscard]] Result<Claims> readDisclosedClaims(const SdCwt &token, Claims shown);

// The token with the disclosures of these groups alone; its protected header, payload and signature stay as issued.
[[nodiscard]] Result<cbor::Value> presentedToken(const Credential &credential, const QList<Group> &groups);

} // namespace dd::credential
