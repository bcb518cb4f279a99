// What a Vault holds, and the steps that create, unlock and re-wrap it. Wallet-internal.
#pragma once

#include "wallet/attempt_ledger.h"
#include "wallet/database.h"
#include "wallet/rollback_guard.h"
#include "wallet/vault_files.h"
#include "wallet/vault_header.h"

#include <optional>

namespace dd::wallet {

struct Vault::Private
{
    Private(const QString &folder, const Environment &given, FolderLock held);

    // A new vault: marker, key store entries, attempt record, database, header last. On failure the caller removes all.
    [[nodiscard]] Result<void> build(const Secret &secret);
    // Which header slot counts: the one that the attempt record names.
    [[nodiscard]] Result<void> selectHeader();
    // With the vault's key: opens the database, checks it against the key store's generation record, migrates. On failure
    // the vault stays locked.
    [[nodiscard]] Result<void> enter(Secret key);
    [[nodiscard]] Result<void> mayTry(qint64 now) const; // VaultWait: none is allowed now
    // One try: counted durably before it is made, forgotten when it was right. Returns the vault's key.
    [[nodiscard]] Result<Secret> authenticate(const Secret &secret);
    // Holds the key store and takes over what other processes did there meanwhile: what is written next follows on it.
    // VaultInUse when one of them changed the secret.
    [[nodiscard]] Result<std::unique_ptr<KeyStoreHold>> holdRecord();
    // Everything goes, keys first. VaultErased, or what kept it from going. What is in use stays open until the vault is dropped.
    [[nodiscard]] Error wipe();
    // New hardware secret -> other slot -> record (from here the new one counts) -> old hardware secret -> old slot.
    [[nodiscard]] Result<void> rewrap(const Secret &key, const Secret &secret, crypto::Argon2Parameters kdf);
    // Finishes a change of secret that was cut short; raises KDF parameters that are below today's. Failing is no harm.
    void tidyAfterUnlock(const Secret &secret);

    VaultFiles files;
    Environment environment;
    FolderLock folderLock;
    VaultHeader header;
    QByteArray vaultId; // as in the header, which changes under a worker while others ask for this
    int slot = 0;
    std::optional<AttemptLedger> ledger;
    AttemptRecord record; // what counts now; written with the next try at the latest
    Secret vaultKey;      // DEK
    std::unique_ptr<Database> database;
    std::optional<RollbackGuard> rollbackGuard; // as long as there is a database

private:
    // Counts one more failure, durably. VaultWait: none is allowed now. Returns the record as it was.
    [[nodiscard]] Result<AttemptRecord> countTry(qint64 now);
    [[nodiscard]] Result<int> slotByRecord(const VaultFiles::Slots &found);
    [[nodiscard]] Result<int> slotWithSecret(const VaultFiles::Slots &found);
    void loseOtherSlot();
};

} // namespace dd::wallet
