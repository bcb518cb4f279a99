// Numbered steps from an empty database to today's schema; PRAGMA user_version says how far one has come.
#pragma once

#include "wallet/database.h"

#include <span>

namespace dd::wallet {

struct Migration
{
    int version;
    const char *sql;
};

[[nodiscard]] std::span<const Migration> migrations();
[[nodiscard]] int latestSchemaVersion();
// Applies what is missing, each step in one transaction. VaultNewer when the schema is from a later version of the app.
[[nodiscard]] Result<void> migrate(Database &database);
[[nodiscard]] Result<void> migrate(Database &database, std::span<const Migration> steps);

} // namespace dd::wallet
