// A second, independent wrap of the vault's key, under a secret that only the enrolled finger or face releases. The PIN always
// works beside it. File `biometric` of the profile, 97 bytes:
//
//     0   8  "DDBIOMET"
//     8   1  version, 1
//     9  16  vault id
//    25  72  DEK: nonce 24 ‖ XChaCha20-Poly1305 ciphertext 32 ‖ tag 16 under KEK, associated data = bytes 0..24
//
// KEK = BLAKE2b-256(key = biometric secret, "DinhDanh-BIO-1" ‖ vault id). Wallet-internal.
#pragma once

#include "core/base/biometric_store.h"
#include "core/base/random.h"

#include <QByteArray>

namespace dd::wallet {

[[nodiscard]] QString biometricEntryName(const QByteArray &vaultId);
[[nodiscard]] Result<QByteArray> wrapForBiometrics(const Secret &vaultKey, const Secret &biometricSecret, const QByteArray &vaultId, Random &random);
// VaultDamaged: not this vault's file, or not under this secret.
[[nodiscard]] Result<Secret> unwrapByBiometrics(QByteArrayView file, const Secret &biometricSecret, const QByteArray &vaultId);
// The id that a file names, whatever else is wrong with it, for erasing; empty when it is no such file.
[[nodiscard]] QByteArray vaultIdOfBiometricWrap(QByteArrayView file);

} // namespace dd::wallet
