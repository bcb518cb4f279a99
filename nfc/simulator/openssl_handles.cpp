#include "nfc/simulator/openssl_handles.h"

#include "nfc/simulator/standard_domains.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

namespace dd::nfc::simulator {

Result<Key> generateEcKey(const char *curve, bool explicitParameters)
{
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    char name[32] = {};
    qstrncpy(name, curve, sizeof name);
    char encoding[16] = {};
    qstrncpy(encoding, explicitParameters ? OSSL_PKEY_EC_ENCODING_EXPLICIT : OSSL_PKEY_EC_ENCODING_GROUP, sizeof encoding);
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name, 0),
                                     OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_EC_ENCODING, encoding, 0), OSSL_PARAM_construct_end()};
    EVP_PKEY *key = nullptr;
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 || EVP_PKEY_CTX_set_params(context.get(), parameters) != 1
        || EVP_PKEY_generate(context.get(), &key) != 1)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("demo issuer"), QStringLiteral("EC key generation"));
    return Key(key);
}

Result<Key> generateRsaKey(unsigned int bits)
{
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY *key = nullptr;
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), static_cast<int>(bits)) != 1
        || EVP_PKEY_generate(context.get(), &key) != 1)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("demo issuer"), QStringLiteral("RSA key generation"));
    return Key(key);
}

Result<Key> generateKey(QByteArrayView specification, bool explicitParameters)
{
    if (specification.startsWith("rsa-"))
        return generateRsaKey(specification.sliced(4).toByteArray().toUInt());
    const StandardDomain *domain = specification.startsWith("ecdsa-") ? standardDomain(specification.sliced(6)) : nullptr;
    if (domain == nullptr || !domain->elliptic)
        return fail(ErrorCode::InvalidInput, QStringLiteral("key"), QString::fromLatin1(specification));
    return generateEcKey(domain->opensslName, explicitParameters);
}

const EVP_MD *digestFor(ActiveAuthenticationScheme::Hash hash)
{
    using Hash = ActiveAuthenticationScheme::Hash;
    switch (hash) {
    case Hash::Sha1: return EVP_sha1();
    case Hash::Sha224: return EVP_sha224();
    case Hash::Sha384: return EVP_sha384();
    case Hash::Sha512: return EVP_sha512();
    default: return EVP_sha256();
    }
}

Result<QByteArray> privateKeyInfo(EVP_PKEY *key)
{
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, Deleter<PKCS8_PRIV_KEY_INFO_free>> info(EVP_PKEY2PKCS8(key));
    const QByteArray der = info ? derOf<i2d_PKCS8_PRIV_KEY_INFO>(info.get()) : QByteArray();
    if (der.isEmpty())
        return fail(ErrorCode::CryptoFailed, QStringLiteral("demo issuer"), QStringLiteral("PKCS#8 encoding"));
    return der;
}

Result<Key> readPrivateKeyInfo(QByteArrayView der)
{
    const unsigned char *cursor = bytesOf(der);
    Key key(d2i_AutoPrivateKey(nullptr, &cursor, static_cast<long>(der.size())));
    if (!key || cursor != bytesOf(der) + der.size())
        return fail(ErrorCode::KeyMalformed, QStringLiteral("private key"));
    return key;
}

Result<Certificate> readCertificate(QByteArrayView der)
{
    const unsigned char *cursor = bytesOf(der);
    Certificate certificate(d2i_X509(nullptr, &cursor, static_cast<long>(der.size())));
    if (!certificate || cursor != bytesOf(der) + der.size())
        return fail(ErrorCode::InvalidInput, QStringLiteral("certificate"));
    return certificate;
}

} // namespace dd::nfc::simulator
