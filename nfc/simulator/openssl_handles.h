// What the demo issuer and the chip need of OpenSSL beyond nfc/openssl_pointers.h: more owners, DER forms, keys.
#pragma once

#include "core/base/result.h"
#include "nfc/openssl_pointers.h"
#include "nfc/simulator/card_image.h"

#include <QByteArray>
#include <openssl/bio.h>
#include <openssl/ecdsa.h>
#include <openssl/x509v3.h>

namespace dd::nfc::simulator {

using namespace ossl;

using CertificateExtension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using ObjectIdentifier = std::unique_ptr<ASN1_OBJECT, Deleter<ASN1_OBJECT_free>>;
using OctetString = std::unique_ptr<ASN1_OCTET_STRING, Deleter<ASN1_OCTET_STRING_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>>;

inline unsigned char *writableBytesOf(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

// Any of OpenSSL's i2d functions: asks for the length, then writes. Empty when it refuses.
template <auto Encode, typename T>
QByteArray derOf(T *object)
{
    const int length = Encode(object, nullptr);
    if (length <= 0)
        return {};
    QByteArray der(length, Qt::Uninitialized);
    unsigned char *out = writableBytesOf(der);
    if (Encode(object, &out) != length)
        return {};
    return der;
}

[[nodiscard]] Result<Key> generateEcKey(const char *curve, bool explicitParameters);
[[nodiscard]] Result<Key> generateRsaKey(unsigned int bits);
// By a profile's words: "rsa-2048", "ecdsa-brainpoolP256r1".
[[nodiscard]] Result<Key> generateKey(QByteArrayView specification, bool explicitParameters);
[[nodiscard]] const EVP_MD *digestFor(ActiveAuthenticationScheme::Hash hash); // SHA-256 where it is the usual one
[[nodiscard]] Result<QByteArray> privateKeyInfo(EVP_PKEY *key); // PKCS#8 DER
[[nodiscard]] Result<Key> readPrivateKeyInfo(QByteArrayView der);
[[nodiscard]] Result<Certificate> readCertificate(QByteArrayView der);

} // namespace dd::nfc::simulator
