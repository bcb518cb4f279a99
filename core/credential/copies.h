// Copies of a credential: one-time copies, each for a key of its own, so that no two showings can be linked; and the copy that is
// printed (docs/formats.md §7).
//
//   POST /copies   COSE_Sign1 typ "vn-copies-request" by the key that the credential is bound to, over CopiesRequest -> Tokens,
//                  one for each key, in their order
//   CopiesRequest  {1: id (16 B), 2: SHA-256 of the credential to copy, 3: [1*10 COSE_Key], 4: [one proof for each key],
//                  5: requested at, ?6: true, printed copies}
//   proof          COSE_Sign1 typ "vn-key-pop" by the new key over
//                  SHA-256("DD-copies-v1" ‖ 00 ‖ id ‖ SHA-256 of the credential ‖ thumbprint of the key that asks)
#pragma once

#include "core/credential/credential.h"
#include "core/credential/enrolment.h"

namespace dd::credential {

inline constexpr QLatin1String copiesRequestTyp("vn-copies-request");
inline constexpr QLatin1String keyProofTyp("vn-key-pop");

struct CopiesRequest
{
    QByteArray id;     // 16 random bytes
    QByteArray copied; // copiedHash() of the credential
    QList<crypto::PublicKey> keys; // 1..mostCopies, none of them twice
    QList<QByteArray> proofs;      // makeKeyProof() by each
    qint64 requestedAt = 0;
    bool printed = false; // type 65005, to be put on paper
};
[[nodiscard]] QByteArray copiedHash(QByteArrayView token);
[[nodiscard]] QByteArray encode(const CopiesRequest &message);
[[nodiscard]] Result<CopiesRequest> decodeCopiesRequest(QByteArrayView bytes); // errors as in enrolment.h

// Of id, credential and the thumbprint of who asks: whoever overhears a proof has no use for it. The keys need not be there yet.
[[nodiscard]] Result<QByteArray> makeKeyProof(const CopiesRequest &request, QByteArrayView asker, crypto::Signer &key);
// Each key proven, and none of them the asker's own: a copy under it would be no copy. EnrolmentProofInvalid.
[[nodiscard]] Result<void> checkKeyProofs(const CopiesRequest &request, QByteArrayView asker);

// What a copy of this credential says, to be issued: everything the credential says but its times, its key and its status.
[[nodiscard]] AnyClaims copyOf(const Claims &original);
// The wallet's look at an answer whose signatures it has verified: one copy for each key, saying what the original says. Otherwise
// AuthorityAnswerInvalid or HolderKeyMismatch.
[[nodiscard]] Result<QList<Credential>> readCopies(const CopiesRequest &request, const Credential &original, const Tokens &answer);

} // namespace dd::credential
