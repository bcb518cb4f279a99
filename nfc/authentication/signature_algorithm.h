// The digests and signature algorithms of travel documents (ICAO 9303-12 §4.4): which one an AlgorithmIdentifier names,
// and checking a signature with it. For SODs, master lists, certificates and CRLs alike (for .cpp files of this module).
#pragma once

#include "core/base/result.h"
#include "nfc/openssl_pointers.h"

#include <optional>
#include <QByteArray>
#include <QString>

namespace dd::nfc {

enum class SignatureScheme {
    RsaPkcs1,   // RSASSA-PKCS1-v1_5
    RsaPss,     // RSASSA-PSS with MGF1
    Ecdsa,      // ANSI X9.62: the signature is SEQUENCE { r, s }
    EcdsaPlain, // BSI TR-03111 §5.2.1: the signature is r ‖ s
    Dsa
};

struct SignatureAlgorithm
{
    SignatureScheme scheme = SignatureScheme::RsaPkcs1;
    const EVP_MD *digest = nullptr;
    const EVP_MD *maskDigest = nullptr; // PSS: the digest inside MGF1
    int saltLength = 0;                 // PSS
};

// SHA-1 and SHA-2; null for every other identifier (content bytes), MD5 above all.
[[nodiscard]] const EVP_MD *digestByIdentifier(QByteArrayView identifier);
// "SHA-256"
[[nodiscard]] QString digestName(const EVP_MD *digest);
[[nodiscard]] Result<QByteArray> digestOf(const EVP_MD *digest, QByteArrayView content, const QString &stage);

// Both take the whole DER of an AlgorithmIdentifier. Malformed: DamagedFile; a broken algorithm (MD5 and older):
// PassiveAuthenticationFailed; one nobody here knows: UnsupportedProtocol.
[[nodiscard]] Result<const EVP_MD *> parseDigestAlgorithm(QByteArrayView algorithm, const QString &stage);
// `messageDigest` is the digest CMS names beside it, for identifiers that name no digest of their own (rsaEncryption).
[[nodiscard]] Result<SignatureAlgorithm> parseSignatureAlgorithm(QByteArrayView algorithm, const EVP_MD *messageDigest, const QString &stage);
// "ECDSA-SHA256", "RSASSA-PSS-SHA1", "ECDSA-plain-SHA224"
[[nodiscard]] QString signatureName(const SignatureAlgorithm &algorithm);

// A key that ICAO 9303-12 §4.4 knows: RSA, DSA, or a point on a known curve over a prime field, whose parameters may be
// written out as long as they are those of a known curve. Anything else: UnsupportedProtocol.
[[nodiscard]] Result<void> checkSignatureKey(EVP_PKEY *key, const QString &stage);
// PassiveAuthenticationFailed with `stage` unless `signature` over `message` is the key's.
[[nodiscard]] Result<void> verifySignature(const SignatureAlgorithm &algorithm, EVP_PKEY *key, QByteArrayView message, QByteArrayView signature,
                                           const QString &stage);
// A certificate or CRL: SEQUENCE { what is signed, AlgorithmIdentifier, BIT STRING }. The bytes are checked as they stand.
[[nodiscard]] Result<void> verifyIssuerSignature(QByteArrayView certificateOrCrl, EVP_PKEY *issuerKey, const QString &stage);

} // namespace dd::nfc
