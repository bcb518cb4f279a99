#include "tests/nfc/signing_method.h"

#include "tests/nfc/der.h"

#include <map>
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <QTest>
#include <utility>

namespace dd::test::pki {
namespace {

using namespace nfc; // for nfc::ossl

void must(bool holds, const char *what)
{
    if (!holds)
        qFatal("the test's own signing fails: %s", what);
}

EVP_PKEY *keyMadeOnce(const QByteArray &kind, KeyOwner owner, EVP_PKEY *(*make)(const QByteArray &kind))
{
    static std::map<std::pair<QByteArray, KeyOwner>, ossl::Key> keys;
    ossl::Key &key = keys[{kind, owner}];
    if (!key)
        key.reset(make(kind));
    must(key != nullptr, kind.constData());
    return key.get();
}

EVP_PKEY *makeEcKey(const QByteArray &curve)
{
    const ossl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY *key = nullptr;
    must(context && EVP_PKEY_keygen_init(context.get()) == 1 && EVP_PKEY_CTX_set_group_name(context.get(), curve.constData()) == 1 &&
             EVP_PKEY_CTX_set_ec_param_enc(context.get(), OPENSSL_EC_EXPLICIT_CURVE) == 1 && EVP_PKEY_generate(context.get(), &key) == 1,
         "EC key");
    return key;
}

// On the groups of RFC 5114, so that no parameters have to be searched for.
EVP_PKEY *makeDsaKey(const QByteArray &subgroup)
{
    const ossl::KeyContext groups(EVP_PKEY_CTX_new_from_name(nullptr, "DHX", nullptr));
    EVP_PKEY *group = nullptr;
    must(groups && EVP_PKEY_paramgen_init(groups.get()) == 1 &&
             EVP_PKEY_CTX_set_dh_rfc5114(groups.get(), subgroup == "160"   ? 1
                                                       : subgroup == "224" ? 2
                                                                           : 3) == 1 &&
             EVP_PKEY_paramgen(groups.get(), &group) == 1,
         "DSA group");
    const ossl::Key parameters(group);
    using Builder = std::unique_ptr<OSSL_PARAM_BLD, ossl::Deleter<OSSL_PARAM_BLD_free>>;
    using Parameters = std::unique_ptr<OSSL_PARAM, ossl::Deleter<OSSL_PARAM_free>>;
    const Builder builder(OSSL_PARAM_BLD_new());
    ossl::Bignum numbers[3];
    int next = 0;
    for (const char *name : {OSSL_PKEY_PARAM_FFC_P, OSSL_PKEY_PARAM_FFC_Q, OSSL_PKEY_PARAM_FFC_G}) {
        BIGNUM *number = nullptr;
        must(EVP_PKEY_get_bn_param(parameters.get(), name, &number) == 1, name);
        numbers[next].reset(number);
        must(OSSL_PARAM_BLD_push_BN(builder.get(), name, numbers[next++].get()) == 1, name);
    }
    const Parameters built(OSSL_PARAM_BLD_to_param(builder.get()));
    const ossl::KeyContext importer(EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr));
    EVP_PKEY *imported = nullptr;
    must(importer && EVP_PKEY_fromdata_init(importer.get()) == 1 &&
             EVP_PKEY_fromdata(importer.get(), &imported, EVP_PKEY_KEY_PARAMETERS, built.get()) == 1,
         "DSA parameters");
    const ossl::Key domain(imported);
    const ossl::KeyContext generator(EVP_PKEY_CTX_new(domain.get(), nullptr));
    EVP_PKEY *key = nullptr;
    must(generator && EVP_PKEY_keygen_init(generator.get()) == 1 && EVP_PKEY_generate(generator.get(), &key) == 1, "DSA key");
    return key;
}

struct DigestOids
{
    const char *digest;
    const char *itself;
    const char *withRsa;
    const char *withEcdsa;
    const char *withPlainEcdsa;
    const char *withDsa;
};

constexpr DigestOids digestOids[] = {
    {"MD5", "1.2.840.113549.2.5", "1.2.840.113549.1.1.4", nullptr, nullptr, nullptr},
    {"SHA1", "1.3.14.3.2.26", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1", "0.4.0.127.0.7.1.1.4.1.1", "1.2.840.10040.4.3"},
    {"SHA224", "2.16.840.1.101.3.4.2.4", "1.2.840.113549.1.1.14", "1.2.840.10045.4.3.1", "0.4.0.127.0.7.1.1.4.1.2", "2.16.840.1.101.3.4.3.1"},
    {"SHA256", "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2", "0.4.0.127.0.7.1.1.4.1.3", "2.16.840.1.101.3.4.3.2"},
    {"SHA384", "2.16.840.1.101.3.4.2.2", "1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3", "0.4.0.127.0.7.1.1.4.1.4", nullptr},
    {"SHA512", "2.16.840.1.101.3.4.2.3", "1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4", "0.4.0.127.0.7.1.1.4.1.5", nullptr},
};

const DigestOids &oidsOf(const QByteArray &digest)
{
    for (const DigestOids &one : digestOids) {
        if (digest == one.digest)
            return one;
    }
    qFatal("no such digest in the tests");
}

const EVP_MD *digestNamed(const QByteArray &digest)
{
    const EVP_MD *found = EVP_get_digestbyname(digest.constData());
    must(found != nullptr, digest.constData());
    return found;
}

const QByteArray null = QByteArray::fromHex("0500");

QByteArray derToPlain(EVP_PKEY *key, const QByteArray &signature)
{
    using EcdsaSignature = std::unique_ptr<ECDSA_SIG, ossl::Deleter<ECDSA_SIG_free>>;
    const unsigned char *at = ossl::bytesOf(signature);
    const EcdsaSignature parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(signature.size())));
    const int half = (EVP_PKEY_get_bits(key) + 7) / 8;
    QByteArray plain(2 * half, '\0');
    auto *out = reinterpret_cast<unsigned char *>(plain.data());
    must(parsed && BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), out, half) == half &&
             BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), out + half, half) == half,
         "plain signature");
    return plain;
}

} // namespace

EVP_PKEY *rsaKey(KeyOwner owner)
{
    return keyMadeOnce("RSA", owner, [](const QByteArray &) { return EVP_RSA_gen(2048); });
}

EVP_PKEY *ecKey(const QByteArray &curve, KeyOwner owner)
{
    return keyMadeOnce(curve, owner, makeEcKey);
}

EVP_PKEY *dsaKey(int subgroupBits, KeyOwner owner)
{
    return keyMadeOnce(QByteArray::number(subgroupBits), owner, makeDsaKey);
}

SigningMethod rsaPkcs1(const QByteArray &digest, KeyOwner owner)
{
    return {SigningMethod::Scheme::Pkcs1, digest, algorithmIdentifier(oidsOf(digest).withRsa, null), rsaKey(owner)};
}

SigningMethod rsaByKeyAlgorithm(const QByteArray &digest, KeyOwner owner)
{
    return {SigningMethod::Scheme::Pkcs1, digest, algorithmIdentifier("1.2.840.113549.1.1.1", null), rsaKey(owner)};
}

SigningMethod rsaPss(const QByteArray &digest, KeyOwner owner)
{
    const int saltLength = EVP_MD_get_size(digestNamed(digest));
    QByteArray parameters; // every field that is not the default, which is SHA-1 with 20 bytes of salt
    if (digest != "SHA1") {
        const QByteArray hash = algorithmIdentifier(oidsOf(digest).itself, null);
        parameters = der(0xA0, hash) + der(0xA1, algorithmIdentifier("1.2.840.113549.1.1.8", hash)) + der(0xA2, integer(saltLength));
    }
    return {
        SigningMethod::Scheme::Pss, digest, algorithmIdentifier("1.2.840.113549.1.1.10", sequence(parameters)), rsaKey(owner), digest, saltLength};
}

SigningMethod ecdsa(const QByteArray &curve, const QByteArray &digest, KeyOwner owner)
{
    return {SigningMethod::Scheme::Ecdsa, digest, algorithmIdentifier(oidsOf(digest).withEcdsa), ecKey(curve, owner)};
}

SigningMethod ecdsaPlain(const QByteArray &curve, const QByteArray &digest, KeyOwner owner)
{
    return {SigningMethod::Scheme::EcdsaPlain, digest, algorithmIdentifier(oidsOf(digest).withPlainEcdsa), ecKey(curve, owner)};
}

SigningMethod dsa(const QByteArray &digest, KeyOwner owner)
{
    const int subgroupBits = digest == "SHA1" ? 160 : digest == "SHA224" ? 224 : 256;
    return {SigningMethod::Scheme::Dsa, digest, algorithmIdentifier(oidsOf(digest).withDsa), dsaKey(subgroupBits, owner)};
}

QByteArray signWith(const SigningMethod &method, const QByteArray &message)
{
    const ossl::Digest context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *options = nullptr;
    must(context && EVP_DigestSignInit(context.get(), &options, digestNamed(method.digest), nullptr, method.key) == 1, "signing");
    if (method.scheme == SigningMethod::Scheme::Pss)
        must(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
                 EVP_PKEY_CTX_set_rsa_mgf1_md(options, digestNamed(method.maskDigest)) == 1 &&
                 EVP_PKEY_CTX_set_rsa_pss_saltlen(options, method.saltLength) == 1,
             "PSS");
    std::size_t size = 0;
    must(EVP_DigestSign(context.get(), nullptr, &size, ossl::bytesOf(message), static_cast<std::size_t>(message.size())) == 1, "size");
    QByteArray signature(static_cast<qsizetype>(size), '\0');
    must(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(signature.data()), &size, ossl::bytesOf(message),
                        static_cast<std::size_t>(message.size())) == 1,
         "signature");
    signature.truncate(static_cast<qsizetype>(size));
    return method.scheme == SigningMethod::Scheme::EcdsaPlain ? derToPlain(method.key, signature) : signature;
}

QByteArray hashWith(const QByteArray &digest, const QByteArray &message)
{
    const EVP_MD *md = digestNamed(digest);
    QByteArray hash(EVP_MD_get_size(md), '\0');
    must(EVP_Digest(message.constData(), static_cast<std::size_t>(message.size()), reinterpret_cast<unsigned char *>(hash.data()), nullptr, md,
                    nullptr) == 1,
         "hash");
    return hash;
}

QByteArray digestIdentifier(const QByteArray &digest)
{
    return algorithmIdentifier(oidsOf(digest).itself);
}

QByteArray publicKeyInfo(EVP_PKEY *key)
{
    unsigned char *bytes = nullptr;
    const int size = i2d_PUBKEY(key, &bytes);
    must(size > 0, "public key");
    const QByteArray encoded(reinterpret_cast<const char *>(bytes), size);
    OPENSSL_free(bytes);
    return encoded;
}

} // namespace dd::test::pki
