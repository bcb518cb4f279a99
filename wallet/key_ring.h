// Holder keys: what credentials are bound to. Ed25519 in the vault here; hardware P-256 through a key store is later work.
#pragma once

#include "core/crypto/signature.h"
#include "wallet/vault.h"

namespace dd::wallet {

class KeyRing
{
public:
    explicit KeyRing(Vault &vault) : m_vault(vault) {}
    [[nodiscard]] Result<crypto::PublicKey> generate();
    // VaultLocked, VaultKeyMissing. The signer holds its own Secret copy; drop it after use.
    [[nodiscard]] Result<std::unique_ptr<crypto::Signer>> signer(QByteArrayView thumbprint);
    [[nodiscard]] Result<void> remove(QByteArrayView thumbprint);

private:
    Vault &m_vault;
};

} // namespace dd::wallet
