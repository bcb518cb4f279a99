// Fresh public keys as SubjectPublicKeyInfo, for files and chips made in tests.
#pragma once

#include "nfc/apdu/tlv.h"
#include "nfc/openssl_pointers.h"
#include "nfc/secure_messaging/agreement_domain.h"
#include "tests/nfc/hex.h"

#include <QTest>

#include <openssl/core_names.h>
#include <openssl/param_build.h>

namespace dd::test {

struct CurveName
{
    int parameterId;
    const char *openssl;
};
inline constexpr CurveName curveNames[] = {{8, "prime192v1"},       {9, "brainpoolP192r1"},  {10, "secp224r1"},       {11, "brainpoolP224r1"},
                                           {12, "prime256v1"},      {13, "brainpoolP256r1"}, {14, "brainpoolP320r1"}, {15, "secp384r1"},
                                           {16, "brainpoolP384r1"}, {17, "brainpoolP512r1"}, {18, "secp521r1"}};

inline QByteArray publicKeyInfo(EVP_PKEY *key)
{
    unsigned char *der = nullptr;
    const int size = key != nullptr ? i2d_PUBKEY(key, &der) : -1;
    if (size <= 0)
        qFatal("OpenSSL does not write this key");
    const QByteArray encoded(reinterpret_cast<const char *>(der), size);
    OPENSSL_free(der);
    return encoded;
}

inline nfc::ossl::Key generated(const char *type, const OSSL_PARAM *settings)
{
    const nfc::ossl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY *key = nullptr;
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 || (settings != nullptr && EVP_PKEY_CTX_set_params(context.get(), settings) != 1)
        || EVP_PKEY_generate(context.get(), &key) != 1)
        qFatal("OpenSSL does not make this key");
    return nfc::ossl::Key(key);
}

inline QByteArray curveKey(const char *curve, bool explicitParameters)
{
    const char *encoding = explicitParameters ? OSSL_PKEY_EC_ENCODING_EXPLICIT : OSSL_PKEY_EC_ENCODING_GROUP;
    const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char *>(curve), 0),
                                   OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_EC_ENCODING, const_cast<char *>(encoding), 0),
                                   OSSL_PARAM_construct_end()};
    return publicKeyInfo(generated("EC", settings).get());
}

// "DHX" is X9.42, "DH" is PKCS #3.
inline QByteArray primeFieldKey(const char *type, const char *group)
{
    const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char *>(group), 0),
                                   OSSL_PARAM_construct_end()};
    return publicKeyInfo(generated(type, settings).get());
}

inline QByteArray simpleKey(const char *type)
{
    return publicKeyInfo(generated(type, nullptr).get());
}

inline QByteArray rsaKey()
{
    std::size_t bits = 1024;
    const OSSL_PARAM settings[] = {OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_RSA_BITS, &bits), OSSL_PARAM_construct_end()};
    return publicKeyInfo(generated("RSA", settings).get());
}

inline QByteArray integer(const QByteArray &number)
{
    const bool sign = !number.isEmpty() && (static_cast<quint8>(number.at(0)) & 0x80) != 0;
    return nfc::tlv::encode(0x02, sign ? '\0' + number : number);
}

// A key on standardized domain parameters (9303-11 §9.5.1), which OpenSSL does not know; the bit string's content is given.
inline QByteArray standardizedKeyOf(int parameterId, const QByteArray &key)
{
    const QByteArray algorithm =
        nfc::tlv::encode(0x30, {nfc::tlv::encode(0x06, hex("04007F00070102")), integer(QByteArray(1, static_cast<char>(parameterId)))});
    return nfc::tlv::encode(0x30, {algorithm, nfc::tlv::encode(0x03, '\0' + key)});
}

inline QByteArray standardizedKey(int parameterId)
{
    SystemRandom random;
    const nfc::AgreementDomain domain = *nfc::AgreementDomain::standardized(parameterId);
    const QByteArray key = domain.generate(random)->publicKey;
    return standardizedKeyOf(parameterId, domain.isElliptic() ? key : integer(key));
}

// PKCS #3 holds no order: dhKeyAgreement with p and g of RFC 5114 §2.1.
inline QByteArray orderlessKey()
{
    SystemRandom random;
    const nfc::AgreementDomain domain = *nfc::AgreementDomain::standardized(0);
    const QByteArray modulus = hex("B10B8F96A080E01DDE92DE5EAE5D54EC52C99FBCFB06A3C69A6A9DCA52D23B616073E28675A23D189838EF1E2EE652C0"
                                   "13ECB4AEA906112324975C3CD49B83BFACCBDD7D90C4BD7098488E9C219A73724EFFD6FAE5644738FAA31A4FF55BCCC0"
                                   "A151AF5F0DC8B4BD45BF37DF365C1A65E68CFDA76D4DA708DF1FB2BC2E4A4371");
    const QByteArray parameters = nfc::tlv::encode(0x30, {integer(modulus), integer(domain.generator())});
    const QByteArray algorithm = nfc::tlv::encode(0x30, {nfc::tlv::encode(0x06, hex("2A864886F70D010301")), parameters});
    return nfc::tlv::encode(0x30, {algorithm, nfc::tlv::encode(0x03, '\0' + integer(domain.generate(random)->publicKey))});
}

} // namespace dd::test
