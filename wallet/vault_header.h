// The vault's header: everything needed to unwrap the vault's key once the user's secret and the device's are there.
// All numbers big-endian; 164 bytes, no optional parts:
//
//     0   8  "DDVAULT" 00
//     8   2  format version, 1
//    10   1  secret kind: 0 PIN, 1 passphrase
//    11   1  key store class it was made for: 1 software, 2 hardware
//    12  16  vault id, random
//    28   8  wrap generation, 1 at creation and one more with every re-wrap
//    36   4  Argon2id memory in KiB
//    40   4  Argon2id iterations
//    44  16  Argon2id salt
//    60  72  the vault's key (DEK): nonce 24 ‖ XChaCha20-Poly1305 ciphertext 32 ‖ tag 16, associated data = bytes 0..59
//   132  32  SHA-256 of bytes 0..131: tells damage from a wrong secret; it authenticates nothing
//
// Every later version begins with the same 28 bytes and ends with the SHA-256 of what precedes it.
#pragma once

#include "core/crypto/symmetric.h"
#include "wallet/vault.h"

#include <QByteArray>

namespace dd::wallet {

inline constexpr qsizetype vaultIdSize = 16;
inline constexpr qsizetype vaultKeySize = 32;
inline constexpr qsizetype vaultHeaderLimit = 4096; // a later version may be longer than ours

// On reading: below the floor somebody weakened it, above the ceiling somebody wants us to run out of memory or time.
inline constexpr crypto::Argon2Parameters kdfFloor{8 * 1024, 1};
inline constexpr crypto::Argon2Parameters kdfCeiling{1024 * 1024, 16};
[[nodiscard]] bool isKdfAcceptable(const crypto::Argon2Parameters &kdf);

struct VaultHeader
{
    SecretKind secretKind = SecretKind::Pin;
    KeyStoreClass storeClass = KeyStoreClass::Hardware;
    QByteArray vaultId;
    quint64 wrapGeneration = 1;
    crypto::Argon2Parameters kdf;
    QByteArray salt;
    QByteArray wrappedKey;

    friend bool operator==(const VaultHeader &, const VaultHeader &) = default;
};

// The first 60 bytes: what the wrap authenticates.
[[nodiscard]] QByteArray associatedData(const VaultHeader &header);
[[nodiscard]] QByteArray encode(const VaultHeader &header);
// Errors: VaultDamaged, VaultNewer.
[[nodiscard]] Result<VaultHeader> parseVaultHeader(QByteArrayView bytes);
// The id of a header that may be damaged otherwise, for erasing; empty when it is not a header at all.
[[nodiscard]] QByteArray vaultIdOf(QByteArrayView bytes);

// KEK = BLAKE2b-256(key = hardware secret, "DinhDanh-KEK-1" ‖ vault id ‖ Argon2id(secret, salt)).
[[nodiscard]] Result<Secret> keyEncryptionKey(const Secret &hardwareSecret, const VaultHeader &header, const Secret &secret);
// Fills header.wrappedKey; everything else of the header must be final.
[[nodiscard]] Result<void> wrapKey(VaultHeader &header, const Secret &vaultKey, const Secret &hardwareSecret, const Secret &secret, Random &random);
// CryptoOpenFailed when the secret, the hardware secret or the header is another one.
[[nodiscard]] Result<Secret> unwrapKey(const VaultHeader &header, const Secret &hardwareSecret, const Secret &secret);

} // namespace dd::wallet
