// What a counter asks for (docs/formats.md §5, challenge mode): a code on its screen that the wallet scans.
//
// Wire form: "VQ1:" + base45(C), C at most 1024 bytes of deterministic CBOR:
//   unsigned  C = P
//   signed    C = 18([<<{1: alg, 4: kid (8 B), 16: "application/vn-challenge+cbor"}>>, {}, content of P, sig])
//   P         bstr .cbor {1: relying-party id, 2: nonce (16 B), 3: asked (asked.h), 4: purpose 1..6, ?5: name (unsigned only), 6: iat}
// A printed copy is never asked for: it answers nobody.
#pragma once

#include "core/base/random.h"
#include "core/credential/challenge_types.h"
#include "core/crypto/cose_sign1.h"

namespace dd::credential {

inline constexpr qsizetype challengeSizeLimit = 1024;  // bytes of C
inline constexpr qsizetype challengeNonceSize = 16;    // of the counter's, and of the answer's

struct Challenge
{
    QString relyingParty;
    QByteArray nonce; // 16 random bytes
    QList<Asked> asked;
    Purpose purpose = Purpose::Other;
    QString name; // what an unregistered counter calls itself; empty in a signed one, whose name the register has
    qint64 issuedAt = 0;
    friend bool operator==(const Challenge &, const Challenge &) = default;
};

struct ChallengeCode
{
    QString text;
    QByteArray answerNonce; // the cnonce of every answer to it
};

struct ReceivedChallenge
{
    Challenge challenge;
    QByteArray answerNonce;
    std::optional<crypto::CoseSign1> signedBy = std::nullopt; // not verified yet; none: unsigned
    [[nodiscard]] QByteArray keyId() const;                   // kid, empty when unsigned
};

[[nodiscard]] QString challengePrefix(); // "VQ1:"
// First 16 bytes of SHA-256(content of P), so that an answer binds the purpose and the groups too.
[[nodiscard]] QByteArray answerNonce(QByteArrayView content);
// Without a key it is unsigned. What a wallet would refuse to read is not made (InvalidInput).
[[nodiscard]] Result<ChallengeCode> makeChallenge(const Challenge &challenge, crypto::Signer *key);
// Grammar alone: whom to believe is core/trust/challenge_judge.h. Errors: NotOurQr, ChallengeMalformed.
[[nodiscard]] Result<ReceivedChallenge> parseChallenge(const QString &text);

} // namespace dd::credential
