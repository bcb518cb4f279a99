// What the stores share. Wallet-internal.
#pragma once

#include "core/credential/credential.h"
#include "wallet/database.h"
#include "wallet/vault.h"

namespace dd::wallet {

[[nodiscard]] inline Result<Database *> openDatabase(Vault &vault)
{
    if (Database *database = vault.database())
        return database;
    return fail(ErrorCode::VaultLocked);
}

// Within the caller's transaction or alone. VaultDuplicate when the token is there.
[[nodiscard]] Result<qint64> insertCredential(Database &database, const credential::Credential &parsed, bool demo, qint64 addedAt);

} // namespace dd::wallet
