#include "nfc/simulator/chip_signature.h"

#include "nfc/simulator/openssl_handles.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

namespace dd::nfc::simulator {
namespace {

using Hash = ActiveAuthenticationScheme::Hash;
constexpr qsizetype usualSha256From = 256; // bytes of the modulus

std::unexpected<Error> signatureFailed(const char *what)
{
    return fail(ErrorCode::CryptoFailed, QStringLiteral("active authentication"), QLatin1String(what));
}

struct SignatureHash
{
    const EVP_MD *digest;
    char trailer; // the byte before CC that names the hash (§6.1.2.2, ISO/IEC 10118-3)
};

SignatureHash signatureHash(Hash hash, EVP_PKEY *key)
{
    switch (hash) {
    case Hash::Sha1: return {EVP_sha1(), 0x33};
    case Hash::Sha224: return {EVP_sha224(), 0x38};
    case Hash::Sha256: return {EVP_sha256(), 0x34};
    case Hash::Sha384: return {EVP_sha384(), 0x36};
    case Hash::Sha512: return {EVP_sha512(), 0x35};
    case Hash::Usual: break;
    }
    const bool shortRsa = EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_size(key) < usualSha256From;
    return signatureHash(shortRsa ? Hash::Sha1 : Hash::Sha256, key);
}

Result<QByteArray> digested(const EVP_MD *digest, QByteArrayView message)
{
    QByteArray out(EVP_MD_get_size(digest), '\0');
    if (EVP_Digest(message.data(), static_cast<size_t>(message.size()), writableBytesOf(out), nullptr, digest, nullptr) != 1)
        return signatureFailed("digest");
    return out;
}

QByteArray trailerFor(const SignatureHash &hash, const ActiveAuthenticationScheme &scheme)
{
    if (!scheme.trailer.isEmpty())
        return scheme.trailer;
    const bool implicit = EVP_MD_is_a(hash.digest, "SHA1") == 1 && !scheme.longTrailer;
    return implicit ? QByteArray(1, '\xBC') : QByteArray(1, hash.trailer) + '\xCC';
}

// ISO/IEC 9796-2 §8 with partial recovery: 6A ‖ M1 ‖ H(M1 ‖ challenge) ‖ trailer. M1 is random and fills the key.
Result<QByteArray> recoverableMessage(EVP_PKEY *key, QByteArrayView challenge, Random &random, const ActiveAuthenticationScheme &scheme)
{
    const SignatureHash hash = signatureHash(scheme.hash, key);
    const QByteArray trailer = trailerFor(hash, scheme);
    const qsizetype room = EVP_PKEY_get_size(key) - 1 - EVP_MD_get_size(hash.digest) - trailer.size();
    if (room < 1)
        return signatureFailed("the hash does not fit");
    const QByteArray recoverable = random.bytes(room);
    const Result<QByteArray> digest = digested(hash.digest, recoverable + challenge.toByteArray());
    if (!digest)
        return digest;
    return QByteArray::fromHex("6A") + recoverable + *digest + trailer;
}

// Annex B.4: of s and n − s the smaller one is sent.
Result<QByteArray> smallerOf(EVP_PKEY *key, QByteArray signature)
{
    BIGNUM *number = nullptr;
    (void)EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &number);
    const Bignum modulus(number);
    const Bignum s(BN_bin2bn(bytesOf(signature), static_cast<int>(signature.size()), nullptr));
    const Bignum other(BN_new());
    if (!modulus || !s || !other || BN_sub(other.get(), modulus.get(), s.get()) != 1)
        return signatureFailed("RSA");
    const BIGNUM *smaller = BN_cmp(s.get(), other.get()) < 0 ? s.get() : other.get();
    if (BN_bn2binpad(smaller, writableBytesOf(signature), static_cast<int>(signature.size())) != signature.size())
        return signatureFailed("RSA");
    return signature;
}

Result<QByteArray> signRsa(EVP_PKEY *key, QByteArrayView challenge, Random &random, const ActiveAuthenticationScheme &scheme)
{
    const qsizetype keySize = EVP_PKEY_get_size(key);
    const Result<QByteArray> message = recoverableMessage(key, challenge, random, scheme);
    if (!message)
        return message;
    const KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
    QByteArray signature(keySize, '\0');
    auto size = static_cast<size_t>(keySize);
    if (!context || EVP_PKEY_sign_init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) != 1
        || EVP_PKEY_sign(context.get(), writableBytesOf(signature), &size, bytesOf(*message), static_cast<size_t>(message->size())) != 1
        || size != static_cast<size_t>(keySize))
        return signatureFailed("RSA");
    return scheme.smallerRoot ? smallerOf(key, std::move(signature)) : signature;
}

// MGF1 with the same hash, salt as long as it: what issuers that name PSS in DG14 mean.
Result<QByteArray> signPss(EVP_PKEY *key, QByteArrayView challenge, const ActiveAuthenticationScheme &scheme)
{
    const EVP_MD *digest = signatureHash(scheme.hash, key).digest;
    const Digest context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *parameters = nullptr; // owned by the context
    QByteArray signature(EVP_PKEY_get_size(key), '\0');
    auto size = static_cast<size_t>(signature.size());
    if (!context || EVP_DigestSignInit(context.get(), &parameters, digest, nullptr, key) != 1
        || EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) != 1
        || EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) != 1
        || EVP_DigestSign(context.get(), writableBytesOf(signature), &size, bytesOf(challenge), static_cast<size_t>(challenge.size())) != 1
        || size != static_cast<size_t>(signature.size()))
        return signatureFailed("RSA-PSS");
    return signature;
}

Result<QByteArray> signEcdsa(EVP_PKEY *key, QByteArrayView challenge, const ActiveAuthenticationScheme &scheme)
{
    const Digest context(EVP_MD_CTX_new());
    QByteArray der(EVP_PKEY_get_size(key), '\0');
    auto size = static_cast<size_t>(der.size());
    if (!context || EVP_DigestSignInit(context.get(), nullptr, signatureHash(scheme.hash, key).digest, nullptr, key) != 1
        || EVP_DigestSign(context.get(), writableBytesOf(der), &size, bytesOf(challenge), static_cast<size_t>(challenge.size())) != 1)
        return signatureFailed("ECDSA");
    const unsigned char *cursor = bytesOf(der);
    const EcdsaSignature signature(d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(size)));
    // r and s are padded to the group order (BSI TR-03111 §5.2.1.1).
    const int half = (EVP_PKEY_get_bits(key) + 7) / 8;
    QByteArray plain(2 * half, '\0');
    if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), writableBytesOf(plain), half) != half
        || BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), writableBytesOf(plain) + half, half) != half)
        return signatureFailed("ECDSA encoding");
    return plain;
}

} // namespace

Result<QByteArray> signChallenge(QByteArrayView privateKey, QByteArrayView challenge, Random &random, const ActiveAuthenticationScheme &scheme)
{
    const Result<Key> key = readPrivateKeyInfo(privateKey);
    if (!key)
        return fail(key.error());
    if (EVP_PKEY_is_a(key->get(), "RSA") == 1)
        return scheme.pss ? signPss(key->get(), challenge, scheme) : signRsa(key->get(), challenge, random, scheme);
    if (EVP_PKEY_is_a(key->get(), "EC") == 1)
        return signEcdsa(key->get(), challenge, scheme);
    return fail(ErrorCode::AlgorithmUnknown, QStringLiteral("active authentication"));
}

} // namespace dd::nfc::simulator
