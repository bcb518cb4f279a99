// The signed list of who may issue what (docs/formats.md §6). Pinned root, sequence, next update.
#pragma once

#include "core/base/result.h"
#include "core/credential/credential_types.h"
#include "core/crypto/signature.h"

#include <QList>

namespace dd::trust {

struct TrustedIssuer
{
    QString issuer;    // iss
    QByteArray keyId;  // kid, 8 bytes
    crypto::PublicKey key;
    QList<int> types;  // allowed vct
    qint64 notBefore = 0;
    qint64 expires = 0;
    QString name;      // for people
};

struct TrustList
{
    qint64 sequence = 0;
    qint64 issued = 0;
    qint64 nextUpdate = 0;
    bool demo = false; // env: demo — everything that chains here is DEMO
    QList<TrustedIssuer> issuers;
    QList<QByteArray> cscaSha256; // SHA-256 of DER certificates

    [[nodiscard]] const TrustedIssuer *find(const QString &issuer, QByteArrayView keyId) const;
};

[[nodiscard]] Result<QByteArray> signTrustList(const TrustList &list, crypto::Signer &root);
// Verifies under the pinned root before it reads. Duplicate (iss, kid) is refused. Errors: TrustListInvalid, SignatureInvalid.
[[nodiscard]] Result<TrustList> openTrustList(QByteArrayView bytes, const crypto::PublicKey &root);
// A lower sequence, or the same sequence with other bytes, is TrustListRollback.
[[nodiscard]] Result<TrustList> updateTrustList(QByteArrayView held, QByteArrayView offered, const crypto::PublicKey &root);

} // namespace dd::trust
