#include "core/crypto/symmetric.h"

#include <sodium.h>

namespace dd::crypto {
namespace {

static_assert(argon2SaltSize == crypto_pwhash_argon2id_SALTBYTES);
static_assert(aeadKeySize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
constexpr qsizetype aeadNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr qsizetype aeadTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(aeadOverhead == aeadNonceSize + aeadTagSize);

const unsigned char *octets(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

} // namespace

QByteArray sha256(QByteArrayView message)
{
    return sha256({message});
}

QByteArray sha256(std::initializer_list<QByteArrayView> parts)
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (const QByteArrayView part : parts)
        crypto_hash_sha256_update(&state, octets(part), static_cast<unsigned long long>(part.size()));
    QByteArray digest(crypto_hash_sha256_BYTES, Qt::Uninitialized);
    crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char *>(digest.data()));
    sodium_memzero(&state, sizeof state);
    return digest;
}

Result<Secret> argon2id(const Secret &password, QByteArrayView salt, Argon2Parameters parameters, std::size_t size)
{
    const QString stage = QStringLiteral("Argon2id");
    if (sodium_init() < 0)
        return fail(ErrorCode::CryptoFailed, stage);
    if (password.isEmpty() || salt.size() != argon2SaltSize || size < crypto_pwhash_argon2id_BYTES_MIN || parameters.iterations < 1 ||
        parameters.memoryKiB < crypto_pwhash_argon2id_MEMLIMIT_MIN / 1024)
        return fail(ErrorCode::InvalidInput, stage, QStringLiteral("parameters out of range"));
    Secret key(size);
    if (key.isEmpty() || crypto_pwhash_argon2id(key.data(), key.size(), reinterpret_cast<const char *>(password.data()), password.size(),
                                                octets(salt), parameters.iterations, static_cast<std::size_t>(parameters.memoryKiB) * 1024,
                                                crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
        return fail(ErrorCode::CryptoFailed, stage, QStringLiteral("not enough memory"));
    return key;
}

Secret blake2b(const Secret &key, std::initializer_list<QByteArrayView> parts)
{
    if (key.size() < crypto_generichash_blake2b_KEYBYTES_MIN || key.size() > crypto_generichash_blake2b_KEYBYTES_MAX)
        return {};
    Secret digest(crypto_generichash_blake2b_BYTES);
    if (digest.isEmpty())
        return {};
    crypto_generichash_blake2b_state state;
    crypto_generichash_blake2b_init(&state, key.data(), key.size(), digest.size());
    for (const QByteArrayView part : parts)
        crypto_generichash_blake2b_update(&state, octets(part), static_cast<unsigned long long>(part.size()));
    crypto_generichash_blake2b_final(&state, digest.data(), digest.size());
    sodium_memzero(&state, sizeof state);
    return digest;
}

Secret subKey(const Secret &masterKey, quint64 id, const char (&context)[9], std::size_t size)
{
    static_assert(sizeof context == crypto_kdf_blake2b_CONTEXTBYTES + 1);
    if (masterKey.size() != crypto_kdf_blake2b_KEYBYTES || size < crypto_kdf_blake2b_BYTES_MIN || size > crypto_kdf_blake2b_BYTES_MAX)
        return {};
    Secret key(size);
    if (key.isEmpty() || crypto_kdf_blake2b_derive_from_key(key.data(), key.size(), id, context, masterKey.data()) != 0)
        return {};
    return key;
}

QByteArray seal(const Secret &key, QByteArrayView plaintext, QByteArrayView associatedData, Random &random)
{
    if (sodium_init() < 0 || key.size() != aeadKeySize)
        return {};
    QByteArray sealed(aeadNonceSize + plaintext.size() + aeadTagSize, Qt::Uninitialized);
    auto *const nonce = reinterpret_cast<unsigned char *>(sealed.data());
    random.fill(nonce, static_cast<std::size_t>(aeadNonceSize));
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + aeadNonceSize, nullptr, octets(plaintext), static_cast<unsigned long long>(plaintext.size()),
                                               octets(associatedData), static_cast<unsigned long long>(associatedData.size()), nullptr, nonce,
                                               key.data());
    return sealed;
}

Result<Secret> open(const Secret &key, QByteArrayView sealed, QByteArrayView associatedData)
{
    const QString stage = QStringLiteral("XChaCha20-Poly1305");
    if (sodium_init() < 0 || key.size() != aeadKeySize)
        return fail(ErrorCode::CryptoFailed, stage, QStringLiteral("the key does not have 32 bytes"));
    const qsizetype size = sealed.size() - aeadOverhead;
    if (size < 0)
        return fail(ErrorCode::CryptoOpenFailed, stage, QStringLiteral("shorter than a nonce and a tag"));
    Secret plaintext(static_cast<std::size_t>(size));
    if (plaintext.size() != static_cast<std::size_t>(size))
        return fail(ErrorCode::CryptoFailed, stage, QStringLiteral("not enough memory"));
    unsigned char none = 0; // the library wants an address even for no bytes
    const QByteArrayView body = sealed.sliced(aeadNonceSize);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plaintext.isEmpty() ? &none : plaintext.data(), nullptr, nullptr, octets(body),
                                                   static_cast<unsigned long long>(body.size()), octets(associatedData),
                                                   static_cast<unsigned long long>(associatedData.size()), octets(sealed), key.data()) != 0)
        return fail(ErrorCode::CryptoOpenFailed, stage);
    return plaintext;
}

} // namespace dd::crypto
