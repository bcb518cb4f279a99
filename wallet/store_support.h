// What the stores share. Wallet-internal.
#pragma once

#include "core/credential/credential.h"
#include "wallet/database.h"
#include "wallet/rollback_guard.h"
#include "wallet/stores.h"
#include "wallet/vault.h"

namespace dd::wallet {

[[nodiscard]] inline Result<Database *> openDatabase(Vault &vault)
{
    if (Database *database = vault.database())
        return database;
    return fail(ErrorCode::VaultLocked);
}

// Several writes that come and go together. `writeSealed` also counts the generation up, so that a copy from before is told
// apart: for credentials, keys, consents, the log and the card. The rest only does so first after an unlock.
template <typename Body>
auto writeSealed(Vault &vault, Database &database, Body &&body) -> std::invoke_result_t<Body>
{
    RollbackGuard &guard = vault.rollbackGuard();
    auto result = database.transaction([&]() -> std::invoke_result_t<Body> {
        auto done = body();
        if (!done)
            return done;
        if (auto prepared = guard.prepare(database); !prepared)
            return std::unexpected(prepared.error());
        return done;
    });
    if (result)
        guard.settle();
    return result;
}

template <typename Body>
auto write(Vault &vault, Database &database, Body &&body) -> std::invoke_result_t<Body>
{
    return vault.rollbackGuard().sealedSinceOpening() ? database.transaction(std::forward<Body>(body))
                                                      : writeSealed(vault, database, std::forward<Body>(body));
}

// Within the caller's transaction or alone. VaultDuplicate when the token is there.
[[nodiscard]] Result<qint64> insertCredential(Database &database, const credential::Credential &parsed, bool demo, qint64 addedAt);

// Within the caller's transaction.
[[nodiscard]] Result<void> insertActivity(Database &database, const ActivityEntry &entry);
[[nodiscard]] Result<void> replaceCard(Database &database, const StoredCard &card);

} // namespace dd::wallet
