// Numbered steps from an empty database to today's schema; PRAGMA user_version says how far one has come.
#pragma once

#include "wallet/database.h"

#include <span>

namespace dd::wallet {

// From this schema on the key store has a generation record (wallet/rollback_guard.h).
inline constexpr int firstGuardedSchema = 2;

struct Migration
{
    int version;
    const char *sql;
    Result<void> (*fill)(Database &) = nullptr; // what SQL cannot compute, after the SQL and in the same transaction
};

[[nodiscard]] std::span<const Migration> migrations();
[[nodiscard]] int latestSchemaVersion();
[[nodiscard]] Result<int> schemaVersion(Database &database);
// Applies what is missing, each step in one transaction. VaultNewer when the schema is from a later version of the app.
[[nodiscard]] Result<void> migrate(Database &database);
[[nodiscard]] Result<void> migrate(Database &database, std::span<const Migration> steps);

} // namespace dd::wallet
