// Keys and signatures for the documents that tests make, by OpenSSL. Keys are made once per test program.
#pragma once

#include "nfc/openssl_pointers.h"

#include <QByteArray>

namespace dd::test::pki {

enum class KeyOwner { Issuer, Signer, Stranger };

struct SigningMethod
{
    enum class Scheme { Pkcs1, Pss, Ecdsa, EcdsaPlain, Dsa };
    Scheme scheme = Scheme::Ecdsa;
    QByteArray digest;    // as OpenSSL calls it: "SHA256"
    QByteArray algorithm; // AlgorithmIdentifier of the signature, DER
    EVP_PKEY *key = nullptr;
    QByteArray maskDigest = {}; // PSS
    int saltLength = 0;         // PSS
};

[[nodiscard]] EVP_PKEY *rsaKey(KeyOwner owner);                         // 2048 bits
[[nodiscard]] EVP_PKEY *ecKey(const QByteArray &curve, KeyOwner owner); // explicit parameters, as 9303-12 §4.1.6 wants them
[[nodiscard]] EVP_PKEY *dsaKey(int subgroupBits, KeyOwner owner);       // 160 (1024 bits), 224 and 256 (2048 bits)

[[nodiscard]] SigningMethod rsaPkcs1(const QByteArray &digest, KeyOwner owner);
[[nodiscard]] SigningMethod rsaByKeyAlgorithm(const QByteArray &digest, KeyOwner owner); // rsaEncryption names no digest
[[nodiscard]] SigningMethod rsaPss(const QByteArray &digest, KeyOwner owner);            // salt as long as the digest
[[nodiscard]] SigningMethod ecdsa(const QByteArray &curve, const QByteArray &digest, KeyOwner owner);
[[nodiscard]] SigningMethod ecdsaPlain(const QByteArray &curve, const QByteArray &digest, KeyOwner owner); // BSI's identifiers
[[nodiscard]] SigningMethod dsa(const QByteArray &digest, KeyOwner owner);

[[nodiscard]] QByteArray signWith(const SigningMethod &method, const QByteArray &message);
[[nodiscard]] QByteArray hashWith(const QByteArray &digest, const QByteArray &message);
[[nodiscard]] QByteArray digestIdentifier(const QByteArray &digest); // AlgorithmIdentifier without parameters; knows MD5
[[nodiscard]] QByteArray publicKeyInfo(EVP_PKEY *key);               // SubjectPublicKeyInfo

} // namespace dd::test::pki
