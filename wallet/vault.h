// The encrypted vault: SQLCipher under a key that only the user's secret together with the device's key store unwraps.
// docs: "Keys", "SQLCipher" in SECURITY.md. One process at a time (flock); one thread at a time (the owner's).
//
// A profile folder holds: header-a or header-b (both only while a secret is being changed), vault.db with its journals,
// attempts (mirror of the sealed attempt record), biometric (where it is switched on), lock; `creating` only while a new vault is being made.
#pragma once

#include "core/base/biometric_store.h"
#include "core/base/clock.h"
#include "core/base/key_store.h"
#include "core/base/random.h"
#include "core/crypto/device_keys.h"
#include "core/crypto/symmetric.h"

#include <QString>
#include <memory>

namespace dd::wallet {

enum class SecretKind { Pin, Passphrase };
// PIN where the key store is class H, else a passphrase.
[[nodiscard]] SecretKind secretKindFor(const KeyStore &keyStore);
// PIN: 6 to 12 digits, not one digit repeated, not a run. Passphrase: at least 12 characters, five of
// them different. Errors: VaultSecretTooWeak.
[[nodiscard]] Result<void> checkSecret(const Secret &secret, SecretKind kind);

struct AttemptState
{
    int failed = 0;
    int freeLeft = 5;      // tries before a wait begins
    qint64 waitMs = 0;     // how long until the next try is allowed
};

class Database;      // the open SQLCipher handle; wallet-internal
class RollbackGuard; // wallet-internal

class Vault
{
public:
    struct Environment
    {
        KeyStore &keyStore;
        Random &random;
        const Clock &clock;
        crypto::Argon2Parameters kdf = {}; // tests may lower it to the floor (wallet/vault_header.h)
        QByteArray bootId = {};            // which run of the machine the steady clock belongs to; empty: ask the system
        crypto::DeviceKeys *deviceKeys = nullptr; // where holder keys may live that never leave the device
        BiometricStore *biometrics = nullptr;     // whose entry an erasure after too many tries takes along
    };

    [[nodiscard]] static bool exists(const QString &folder);
    // Makes folder and files (0700/0600). Leaves nothing behind when it fails. The new vault is unlocked.
    // Errors: VaultSecretTooWeak, KeyStoreUnavailable (no key store at all), InvalidInput (there is one already), VaultInUse.
    [[nodiscard]] static Result<std::unique_ptr<Vault>> create(const QString &folder, const Secret &secret, Environment environment);
    // Reads headers, takes the lock; the vault stays locked. Errors: VaultMissing, VaultDamaged, VaultInUse, VaultNewer,
    // VaultOtherKeyStore (made for another class), KeyStoreUnavailable.
    [[nodiscard]] static Result<std::unique_ptr<Vault>> open(const QString &folder, Environment environment);
    ~Vault();

    [[nodiscard]] SecretKind secretKind() const;
    [[nodiscard]] bool isUnlocked() const;
    [[nodiscard]] AttemptState attempts() const;
    // VaultWrongSecret{triesLeft} only when the unwrap itself refused; VaultWait while a wait runs (nothing is tried);
    // KeyStoreEntryMissing when the profile came from another device; VaultRolledBack when the database is an older copy
    // (nothing is changed). On an open vault it only checks the secret.
    [[nodiscard]] Result<void> unlock(const Secret &secret);
    void lock();
    // Off unless the owner wants it: the 20th wrong try in a row (eleven days of waits at least) erases the vault, as destroy()
    // does, and answers VaultErased. Kept in the sealed attempt record, durable when it returns. VaultLocked while locked.
    [[nodiscard]] bool wipesAfterManyTries() const;
    [[nodiscard]] Result<void> setWipesAfterManyTries(bool wipe);
    // Re-wraps the key only. `current` counts as a try like any other. After it, an old header with the old secret opens nothing.
    [[nodiscard]] Result<void> changeSecret(const Secret &current, const Secret &replacement);
    // Keys first, then files; idempotent, works on a locked or damaged vault. VaultInUse while a Vault object holds it.
    [[nodiscard]] static Result<void> destroy(const QString &folder, KeyStore &keyStore, crypto::DeviceKeys *deviceKeys = nullptr,
                                              BiometricStore *biometrics = nullptr);

    // The second way in (wallet/biometric_wrap.h). Switching it on asks for the secret, which counts as a try like any other.
    // Where that fails after the secret was right it is off, even if it was on before.
    [[nodiscard]] bool hasBiometrics() const;
    [[nodiscard]] Result<void> enableBiometrics(const Secret &current, BiometricStore &store);
    [[nodiscard]] Result<void> disableBiometrics(BiometricStore &store);
    // VaultWait while a wait runs: nothing is asked for then. Neither success nor failure changes the attempts. After
    // BiometricChanged it is switched off. Else the store's errors, and those of unlock().
    [[nodiscard]] Result<void> unlockByBiometrics(BiometricStore &store);

    // For the stores of this module. Null while locked.
    [[nodiscard]] Database *database();
    [[nodiscard]] RollbackGuard &rollbackGuard(); // only while unlocked
    // A sub-key of the DEK for a store that wraps something itself; empty while locked.
    [[nodiscard]] Secret subKey(quint64 id, const char (&context)[9]) const;
    [[nodiscard]] Random &random();
    [[nodiscard]] crypto::DeviceKeys *deviceKeys(); // null where the device keeps none
    [[nodiscard]] const QByteArray &id() const;     // 16 random bytes, in no way about the person
    [[nodiscard]] const Clock &clock() const;

private:
    struct Private;
    explicit Vault(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace dd::wallet
