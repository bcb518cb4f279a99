// Holder keys: what credentials are bound to. Ed25519 in the vault, or P-256 inside the device where it keeps keys; chosen
// for each credential.
#pragma once

#include "core/crypto/signature.h"
#include "wallet/vault.h"

#include <QSet>

namespace dd::wallet {

enum class KeyHome { Vault, Device };

class KeyRing
{
public:
    explicit KeyRing(Vault &vault) : m_vault(vault) {}
    // Device where the device keeps keys, else Vault.
    [[nodiscard]] KeyHome bestHome() const;
    // KeyStoreUnavailable for Device where the device keeps none.
    [[nodiscard]] Result<crypto::PublicKey> generate(KeyHome home = KeyHome::Vault);
    [[nodiscard]] Result<QList<crypto::PublicKey>> generateSeveral(int count, KeyHome home); // all of them or none
    // VaultLocked, VaultKeyMissing (also: the device no longer has it). The signer holds its own Secret copy; drop it after use.
    [[nodiscard]] Result<std::unique_ptr<crypto::Signer>> signer(QByteArrayView thumbprint);
    // Thumbprints of the keys that can sign now: in the vault, or still in the device.
    [[nodiscard]] Result<QSet<QByteArray>> held();
    [[nodiscard]] Result<void> remove(QByteArrayView thumbprint) { return remove(QList<QByteArray>{thumbprint.toByteArray()}); }
    [[nodiscard]] Result<void> remove(const QList<QByteArray> &thumbprints);
    // Device keys that no row names: left by a crash between the device and the database.
    [[nodiscard]] Result<void> removeOrphans();

private:
    struct NewKey
    {
        crypto::PublicKey key;
        crypto::Algorithm algorithm = crypto::Algorithm::Ed25519;
        QByteArray sealedPrivate; // or
        QString deviceName;
    };
    [[nodiscard]] Result<NewKey> make(KeyHome home);
    [[nodiscard]] Result<void> insert(const QList<NewKey> &keys);

    Vault &m_vault;
};

} // namespace dd::wallet
