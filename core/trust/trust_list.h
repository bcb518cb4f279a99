// The signed list of who may issue what (docs/formats.md §6). Pinned root, sequence, next update.
//
// Wire form: 18([<<{1: alg, 16: "trust-list+cwt"}>>, {}, <<payload>>, sig]), deterministic CBOR, exactly these labels:
//   payload  {1: sequence (from 1), 2: issued, 3: next update, 4: env "demo" | "live", 5: [issuer], 6: [SHA-256 of a CSCA's DER],
//             ?7: [1* relying party]}
//   issuer   {1: iss, 2: kid (8 B), 3: COSE_Key, 4: [vct], 5: not before, 6: expires, 7: name, ?8: status}
//   status   {1: [1*4 COSE_Key], 2: uri prefix, "https://<host>/…/", at most 64 bytes of printable ASCII}
//   relying party: relying_party.h
// Times are seconds since 1970-01-01 UTC; issued < next update, not before < expires. kid is the first 8 bytes of the
// key's thumbprint, (iss, kid) is unique, issuers and vct lists may be empty, texts are as in credential_types.h
// (names: at most 200 bytes). A relying party's id and key are its own alone; while it changes
// its key it has two entries. No id begins with "vn:", which names the
// audiences that are nobody's (docs/formats.md §5).
#pragma once

#include "core/base/result.h"
#include "core/credential/status_reference.h"
#include "core/trust/relying_party.h"

#include <QList>
#include <optional>

namespace dd::trust {

// Bytes, signature and all. A relying party takes some 200 bytes (at most some 600), so this is room for 10,000 of them and more.
inline constexpr qsizetype trustListSizeLimit = 4 << 20;
inline constexpr qint64 trustListGrace = 7 * 86400; // seconds after its next update for which a list is still believed

// Who says which of an issuer's credentials were revoked: the keys that sign its status lists, and where those lists stand.
struct StatusIssuer
{
    QList<crypto::PublicKey> keys;
    QByteArray prefix; // ends in "/"; bytes, as a credential's status reference is
};

struct TrustedIssuer
{
    QString issuer;    // iss
    QByteArray keyId;  // kid, 8 bytes
    crypto::PublicKey key;
    QList<int> types;  // allowed vct
    qint64 notBefore = 0; // credentials signed with iat in [notBefore, expires); iat is a past midnight, so leave room
    qint64 expires = 0;
    QString name;      // for people
    std::optional<StatusIssuer> status = std::nullopt; // none: its status lists cannot be checked
};

struct TrustList
{
    qint64 sequence = 0;
    qint64 issued = 0;
    qint64 nextUpdate = 0;
    bool demo = false; // env: demo — everything that chains here is DEMO
    QList<TrustedIssuer> issuers;
    QList<QByteArray> cscaSha256; // SHA-256 of DER certificates
    QList<RelyingParty> relyingParties = {};

    [[nodiscard]] const TrustedIssuer *find(const QString &issuer, QByteArrayView keyId) const;
    // The first of its entries; whether one is in force is the caller's question.
    [[nodiscard]] const RelyingParty *findParty(const QString &id) const;
    [[nodiscard]] const RelyingParty *findPartyByKey(QByteArrayView keyId) const;
};

[[nodiscard]] Result<QByteArray> signTrustList(const TrustList &list, crypto::Signer &root);
// Verifies under the pinned root before it reads. Duplicate (iss, kid) is refused. Errors: TrustListInvalid, SignatureInvalid.
[[nodiscard]] Result<TrustList> openTrustList(QByteArrayView bytes, const crypto::PublicKey &root);
// A lower sequence, or the same sequence with other bytes, is TrustListRollback. `held` was verified when it was taken, perhaps under a
// root before this one, so only its sequence is read here; where it is empty or damaged nothing is held.
[[nodiscard]] Result<TrustList> updateTrustList(QByteArrayView held, QByteArrayView offered, const crypto::PublicKey &root);

} // namespace dd::trust
