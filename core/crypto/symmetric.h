// Hashes, key derivation and authenticated encryption (libsodium), for everything outside the chip protocols.
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <QByteArray>

namespace dd::crypto {

[[nodiscard]] QByteArray sha256(QByteArrayView message);
[[nodiscard]] QByteArray sha256(std::initializer_list<QByteArrayView> parts);

// Argon2id (RFC 9106), version 0x13, one lane. Salt is 16 bytes; at least 8 KiB, one iteration, 16 bytes of result.
struct Argon2Parameters
{
    quint32 memoryKiB = 64 * 1024;
    quint32 iterations = 3;
    friend bool operator==(const Argon2Parameters &, const Argon2Parameters &) = default;
};
inline constexpr qsizetype argon2SaltSize = 16;
[[nodiscard]] Result<Secret> argon2id(const Secret &password, QByteArrayView salt, Argon2Parameters parameters, std::size_t size = 32);

// Keyed BLAKE2b-256 over the concatenated parts (RFC 7693). The key has 16 to 64 bytes; empty for any other.
[[nodiscard]] Secret blake2b(const Secret &key, std::initializer_list<QByteArrayView> parts);
// crypto_kdf (BLAKE2b): sub-key number `id` under an 8-character context, 16 to 64 bytes, of a 32-byte master key;
// empty for any other sizes.
[[nodiscard]] Secret subKey(const Secret &masterKey, quint64 id, const char (&context)[9], std::size_t size = 32);

// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03); the result is nonce(24) ‖ ciphertext ‖ tag(16). The key has 32
// bytes; with any other, seal() answers nothing and open() fails with CryptoFailed.
inline constexpr std::size_t aeadKeySize = 32;
inline constexpr qsizetype aeadOverhead = 24 + 16;
[[nodiscard]] QByteArray seal(const Secret &key, QByteArrayView plaintext, QByteArrayView associatedData, Random &random);
// Fails with CryptoOpenFailed when anything was changed, or the key is another one.
[[nodiscard]] Result<Secret> open(const Secret &key, QByteArrayView sealed, QByteArrayView associatedData);

} // namespace dd::crypto
