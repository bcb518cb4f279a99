// Owners for the OpenSSL objects the demo issuer and the chip use, and their DER forms.
#pragma once

#include "core/base/result.h"

#include <QByteArray>

#include <memory>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace dd::nfc::simulator {

template <auto Free>
struct FreeWith
{
    template <typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};

using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using CertificateExtension = std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>>;
using CmsMessage = std::unique_ptr<CMS_ContentInfo, FreeWith<CMS_ContentInfo_free>>;
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using ObjectIdentifier = std::unique_ptr<ASN1_OBJECT, FreeWith<ASN1_OBJECT_free>>;
using OctetString = std::unique_ptr<ASN1_OCTET_STRING, FreeWith<ASN1_OCTET_STRING_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, FreeWith<ECDSA_SIG_free>>;

inline const unsigned char *bytesOf(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}

inline unsigned char *bytesOf(QByteArray &bytes)
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
    unsigned char *out = bytesOf(der);
    if (Encode(object, &out) != length)
        return {};
    return der;
}

[[nodiscard]] Result<Key> generateEcKey(const char *curve, bool explicitParameters);
[[nodiscard]] Result<Key> generateRsaKey(unsigned int bits);
[[nodiscard]] Result<QByteArray> privateKeyInfo(EVP_PKEY *key); // PKCS#8 DER
[[nodiscard]] Result<Key> readPrivateKeyInfo(QByteArrayView der);
[[nodiscard]] Result<Certificate> readCertificate(QByteArrayView der);

} // namespace dd::nfc::simulator
