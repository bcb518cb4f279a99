// What a chip does in active authentication (ICAO 9303-11 §6.1), for tests: DG15, DG14 and answers, right or wrong as wanted.
// Written from the standards, sharing no code with the verifier.
#pragma once

#include "nfc/openssl_pointers.h"
#include "tests/nfc/pki_forge.h"

#include <QTest>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

namespace dd::test {

inline const QByteArray aaChallenge = QByteArray::fromHex("0102030405060708");

inline QByteArray aaDg15(EVP_PKEY *key)
{
    unsigned char *bytes = nullptr;
    const int size = i2d_PUBKEY(key, &bytes);
    const QByteArray info(reinterpret_cast<const char *>(bytes), size);
    OPENSSL_free(bytes);
    return element(0x6F, info);
}

// DG14 with an ActiveAuthenticationInfo naming this signature algorithm (content bytes in hexadecimal).
inline QByteArray aaDg14(const char *algorithm)
{
    const QByteArray info = QByteArray::fromHex("0606678108010105020101") + element(0x06, QByteArray::fromHex(algorithm));
    return element(0x6E, element(0x31, element(0x30, info)));
}

inline QByteArray digestOfBytes(const EVP_MD *digest, const QByteArray &message)
{
    QByteArray hash(EVP_MD_get_size(digest), '\0');
    if (EVP_Digest(message.constData(), static_cast<std::size_t>(message.size()), reinterpret_cast<unsigned char *>(hash.data()), nullptr, digest, nullptr) != 1)
        qFatal("no digest");
    return hash;
}

// ISO/IEC 9796-2 scheme 1: header ‖ M1 ‖ H(M1 ‖ challenge) ‖ trailer, filled to the modulus.
inline QByteArray recoverableBlock(int size, const EVP_MD *digest, const QByteArray &trailer, const QByteArray &header = QByteArray::fromHex("6A"),
                                   const QByteArray &challenge = aaChallenge)
{
    const QByteArray recovered(size - header.size() - EVP_MD_get_size(digest) - trailer.size(), '\x42');
    return header + recovered + digestOfBytes(digest, recovered + challenge) + trailer;
}

// RSASP1 (PKCS #1 §5.2.1).
inline QByteArray rawRsa(EVP_PKEY *key, const QByteArray &block)
{
    const nfc::ossl::KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
    QByteArray out(block.size(), '\0');
    auto written = static_cast<std::size_t>(out.size());
    if (EVP_PKEY_decrypt_init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) != 1
        || EVP_PKEY_decrypt(context.get(), reinterpret_cast<unsigned char *>(out.data()), &written, nfc::ossl::bytesOf(block),
                            static_cast<std::size_t>(block.size())) != 1)
        qFatal("the test key does not sign");
    return out;
}

inline QByteArray nMinus(EVP_PKEY *key, const QByteArray &value)
{
    BIGNUM *modulus = nullptr;
    EVP_PKEY_get_bn_param(key, "n", &modulus);
    const nfc::ossl::Bignum n(modulus);
    const nfc::ossl::Bignum s(BN_bin2bn(nfc::ossl::bytesOf(value), static_cast<int>(value.size()), nullptr));
    BN_sub(s.get(), n.get(), s.get());
    QByteArray out(value.size(), '\0');
    BN_bn2binpad(s.get(), reinterpret_cast<unsigned char *>(out.data()), static_cast<int>(out.size()));
    return out;
}

inline QByteArray signedByEvp(EVP_PKEY *key, const EVP_MD *digest, bool pss, const QByteArray &message)
{
    const nfc::ossl::Digest context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *options = nullptr;
    QByteArray signature(EVP_PKEY_get_size(key), '\0');
    auto size = static_cast<std::size_t>(signature.size());
    if (EVP_DigestSignInit(context.get(), &options, digest, nullptr, key) != 1
        || (pss && (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) <= 0 || EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) <= 0))
        || EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(signature.data()), &size, nfc::ossl::bytesOf(message),
                          static_cast<std::size_t>(message.size())) != 1)
        qFatal("the test key does not sign");
    signature.truncate(static_cast<qsizetype>(size));
    return signature;
}

// r ‖ s, each as long as the order.
inline QByteArray plainEcdsa(EVP_PKEY *key, const QByteArray &der)
{
    const unsigned char *at = nfc::ossl::bytesOf(der);
    const std::unique_ptr<ECDSA_SIG, nfc::ossl::Deleter<ECDSA_SIG_free>> signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    const int half = (EVP_PKEY_get_bits(key) + 7) / 8;
    QByteArray plain(2 * half, '\0');
    auto *out = reinterpret_cast<unsigned char *>(plain.data());
    if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, half) != half
        || BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + half, half) != half)
        qFatal("no signature");
    return plain;
}

} // namespace dd::test
