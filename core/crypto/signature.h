// Signature keys as COSE knows them (RFC 9052 §7, RFC 9053 §2, §7.1, fully specified algorithms RFC 9864).
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/codec/cbor.h"

#include <memory>
#include <QByteArray>

struct evp_pkey_st; // OpenSSL's EVP_PKEY

namespace dd::crypto {

// COSE algorithm numbers. The generic two are read only, with the matching key type.
enum class Algorithm : int {
    Ed25519 = -19,
    Esp256 = -9,
    EdDsa = -8,  // read only
    Es256 = -7,  // read only
    Es384 = -35, // the SD-CWT draft's own vectors, under a test-only policy
};

// Those of docs/formats.md §4: nothing of this profile is taken under another one.
[[nodiscard]] QList<Algorithm> profileAlgorithms();

// When a point of Ed25519 is looked at: where it comes in, or, because that takes as long as half a signature check, only when a
// signature under it does not hold. The latter is for a key that its issuer has looked at: nobody else can sign for it, and what the
// look would refuse beyond libsodium's own checks (canonical, on the curve, of no small order) is a part of small order.
enum class KeyCheck { Full, AtUse };

class PublicKey
{
public:
    // Parses a COSE_Key map: OKP/Ed25519 {1:1,-1:6,-2:x}, EC2/P-256 {1:2,-1:1,-2:x,-3:bool|bstr}, EC2/P-384.
    // A point that is not on the curve, another label or a wrong length is KeyMalformed.
    [[nodiscard]] static Result<PublicKey> fromCose(const cbor::Value &coseKey, KeyCheck check = KeyCheck::Full);
    [[nodiscard]] static Result<PublicKey> fromCose(QByteArrayView encoded);

    enum class Type { Ed25519, P256, P384 };
    [[nodiscard]] Type type() const { return m_type; }
    // The exact COSE_Key bytes it came from; deterministic CBOR. Ours write EC2's y as the sign bit (bool).
    [[nodiscard]] const QByteArray &cose() const { return m_cose; }
    [[nodiscard]] QByteArray thumbprint() const; // SHA-256 of cose()
    [[nodiscard]] QByteArray keyId() const;      // first 8 bytes of the thumbprint

    // Signature encodings: 64 bytes for Ed25519 and P-256 (r‖s), 96 for P-384. Failure is SignatureInvalid,
    // an algorithm that does not belong to the key is AlgorithmMismatch, a key found out at use is KeyMalformed.
    [[nodiscard]] Result<void> verify(Algorithm algorithm, QByteArrayView message, QByteArrayView signature) const;

    PublicKey() = default;

private:
    Type m_type = Type::Ed25519;
    QByteArray m_cose;
    KeyCheck m_check = KeyCheck::Full;
    QByteArray m_point;                   // of Ed25519
    std::shared_ptr<evp_pkey_st> m_ecKey; // of the other curves
};

// A key of this profile: Ed25519, or P-256 with its y as the sign bit. One form per key, for its thumbprint covers these bytes.
// KeyMalformed for any other.
[[nodiscard]] Result<PublicKey> profileKey(const cbor::Value &coseKey, KeyCheck check = KeyCheck::Full);

class Signer
{
public:
    virtual ~Signer() = default;
    [[nodiscard]] virtual Algorithm algorithm() const = 0;
    [[nodiscard]] virtual const PublicKey &publicKey() const = 0;
    [[nodiscard]] virtual Result<QByteArray> sign(QByteArrayView message) = 0;
};

// Software keys. privateKey() is what a vault stores: 32 bytes (Ed25519 seed; P-256 scalar, big-endian).
class SoftwareSigner : public Signer
{
public:
    [[nodiscard]] virtual const Secret &privateKey() const = 0;
};
[[nodiscard]] Result<std::unique_ptr<SoftwareSigner>> makeEd25519Signer(const Secret &seed);
[[nodiscard]] Result<std::unique_ptr<SoftwareSigner>> makeP256Signer(const Secret &scalar);
[[nodiscard]] Result<std::unique_ptr<SoftwareSigner>> generateSigner(Algorithm algorithm, Random &random);

} // namespace dd::crypto
