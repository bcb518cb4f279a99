// IETF Token Status List as a CWT (draft-ietf-oauth-status-list): for each index of a shard, what became of a credential.
//
// Wire form: 18([<<{1: alg, 4: kid (8 B), 16: "application/statuslist+cwt"}>>, {}, <<payload>>, sig]), deterministic CBOR, exactly:
//   payload  {2: uri, 4: expires, 6: issued, 65533: {"bits": 1|2|4|8, "lst": zlib stream}, ?65534: seconds until it is worth asking again}
// Entries lie from the least significant bit of each byte upwards. 0 is valid, 1 revoked, 2 suspended; others say nothing that is known here.
#pragma once

#include "core/credential/status_reference.h"
#include "core/crypto/cose_sign1.h"

#include <optional>

namespace dd::trust {

struct StatusList
{
    QByteArray uri; // isStatusUri; what a credential's reference names
    qint64 issuedAt = 0;
    qint64 expires = 0;        // nothing is known from here on
    std::optional<qint64> ttl; // seconds
    int bits = 2;
    QByteArray bitmap; // not empty
    QByteArray signedBy = {}; // kid of the key that it held under, from openStatusList; no part of the content

    [[nodiscard]] qint64 size() const { return bitmap.size() * (8 / bits); }
    [[nodiscard]] std::optional<quint8> at(qint64 index) const; // none: out of range
};

inline constexpr qsizetype mostStatusBytes = 1 << 20;                        // 2^22 entries of 2 bits
inline constexpr qsizetype statusTokenLimit = mostStatusBytes + (16 << 10); // deflate makes nothing longer than this allows for

// What is admitted. Other than this only for the draft's own examples.
struct StatusPolicy
{
    bool sorted = true;
    bool keyIdUnprotected = false; // and then any text: each key is tried
    QList<crypto::Algorithm> algorithms = crypto::profileAlgorithms();
    qsizetype mostInflated = mostStatusBytes;
};

// A status list that holds under one of `keys`, for exactly this uri. Errors: StatusListInvalid, StatusListTooLarge, and SignatureInvalid
// also for a key that is not among them. Whether it has expired is the caller's question.
[[nodiscard]] Result<StatusList> openStatusList(QByteArrayView cwt, QByteArrayView uri, const QList<crypto::PublicKey> &keys,
                                                const StatusPolicy &policy = {});
// Refuses what openStatusList would.
[[nodiscard]] Result<QByteArray> signStatusList(const StatusList &list, crypto::Signer &signer, int deflateLevel = 9);

// The parts of openStatusList, for who holds a list and does not know yet whose it is. The uri of an unverified token, only good for
// finding the keys that it must hold under; and the payload of a verified one.
[[nodiscard]] Result<QByteArray> claimedStatusUri(QByteArrayView cwt);
[[nodiscard]] Result<StatusList> readStatusPayload(QByteArrayView payload, const StatusPolicy &policy = {});

} // namespace dd::trust
