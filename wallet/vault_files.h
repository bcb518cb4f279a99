// Names and bookkeeping of a vault's folder: which files there are, reading the header slots, removing everything. Wallet-internal.
#pragma once

#include "core/base/durable_file.h"
#include "wallet/attempt_ledger.h"
#include "wallet/vault_header.h"

#include <QList>
#include <array>
#include <optional>

namespace dd::wallet {

inline constexpr FileErrors fileErrors{ErrorCode::VaultStorageFailed, ErrorCode::VaultDamaged, ErrorCode::VaultInUse};

class VaultFiles
{
public:
    explicit VaultFiles(QString folder);

    [[nodiscard]] const QString &folder() const { return m_folder; }
    [[nodiscard]] QString header(int slot) const; // 0 or 1
    [[nodiscard]] QString database() const;
    [[nodiscard]] QString lock() const;
    [[nodiscard]] QString biometric() const;
    // Present while a new vault is being made: what lies beside it was never a vault. Holds magic and vault id.
    [[nodiscard]] QString creating() const;

    [[nodiscard]] bool holdsVault() const;
    [[nodiscard]] Result<void> markCreating(const QByteArray &vaultId);
    [[nodiscard]] Result<void> clearCreating();

    struct Slots
    {
        std::array<std::optional<VaultHeader>, 2> headers;
        bool newer = false; // a slot that a later version wrote
    };
    [[nodiscard]] Result<Slots> readSlots() const; // VaultStorageFailed only; a damaged slot is an empty one

    // Key store entries of every vault id that any file here mentions, then headers, then the rest. Stops at the first
    // entry that the key store would not remove.
    [[nodiscard]] Result<void> removeContents(KeyStore &keyStore, crypto::DeviceKeys *deviceKeys, BiometricStore *biometrics = nullptr) const;
    // Then the lock file, which the caller holds, and the folder when it is empty.
    [[nodiscard]] Result<void> removeEverything(KeyStore &keyStore, crypto::DeviceKeys *deviceKeys, BiometricStore *biometrics = nullptr) const;

private:
    [[nodiscard]] QList<QByteArray> mentionedIds() const;
    [[nodiscard]] QString path(const char *name) const;

    QString m_folder;
};

} // namespace dd::wallet
