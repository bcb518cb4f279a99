// What the stores share. Wallet-internal.
#pragma once

#include "core/credential/credential.h"
#include "wallet/database.h"
#include "wallet/rollback_guard.h"
#include "wallet/stores.h"
#include "wallet/vault.h"

#include <tuple>

namespace dd::wallet {

[[nodiscard]] inline Result<Database *> openDatabase(Vault &vault)
{
    if (Database *database = vault.database())
        return database;
    return fail(ErrorCode::VaultLocked);
}

// Several writes that come and go together. `writeSealed` also counts the generation up, so that a copy from before is told
// apart: for credentials, keys, consents, the log and the card. The rest only does so first after an unlock.
// The journal is taken in before the seal says *committed*: a journal with today's generation in it would lend that to an older
// database put beneath it, for SQLite does not bind the one to the other. Where that fails the seal stays *prepared* until the lock.
// The rest is taken in too when it is written, so that nothing reported as done rests on a journal whose end a flipped byte moves.
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
        database.checkpoint() ? guard.settle() : guard.oweSettling();
    return result;
}

template <typename Body>
auto write(Vault &vault, Database &database, Body &&body) -> std::invoke_result_t<Body>
{
    if (!vault.rollbackGuard().sealedSinceOpening())
        return writeSealed(vault, database, std::forward<Body>(body));
    auto result = database.transaction(std::forward<Body>(body));
    if (result)
        std::ignore = database.checkpoint(); // it is durable in the journal too; the next write or the lock tries again
    return result;
}

// What the store says to SQLCipher, for tests/bench to say it without the store (credential_store.cpp).
extern const char *const insertCredentialSql;
extern const char *const pageWithinTypeSql;
extern const char *const pageOfLaterTypesSql;

// One prepared statement for as many rows. Within the caller's transaction, or alone for one row.
class CredentialInserter
{
public:
    [[nodiscard]] static Result<CredentialInserter> prepare(Database &database);
    [[nodiscard]] Result<qint64> insert(const credential::Credential &parsed, bool demo, qint64 addedAt); // VaultDuplicate when the token is there

private:
    CredentialInserter(Database &database, Statement statement) : m_database(database), m_statement(std::move(statement)) {}

    Database &m_database;
    Statement m_statement;
};
[[nodiscard]] Result<qint64> insertCredential(Database &database, const credential::Credential &parsed, bool demo, qint64 addedAt);
// The columns that lists are made of, anew from every token; a token that does not parse keeps what it has.
[[nodiscard]] Result<void> fillCredentialColumns(Database &database);

// Within the caller's transaction.
[[nodiscard]] Result<void> insertActivity(Database &database, const ActivityEntry &entry);
[[nodiscard]] Result<void> insertConsent(Database &database, const ConsentRecord &consent);
[[nodiscard]] Result<void> replaceCard(Database &database, const StoredCard &card);

// Group numbers as a column holds them.
[[nodiscard]] QString groupsText(const QList<int> &groups);
[[nodiscard]] QList<int> groupsOfText(const QString &text);

} // namespace dd::wallet
