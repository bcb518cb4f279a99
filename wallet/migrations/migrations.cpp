#include "wallet/migrations/migrations.h"

#include <array>

namespace dd::wallet {

extern const char *const schemaVersion1; // v001_initial.cpp
extern const char *const schemaVersion2; // v002_generations.cpp
Result<void> fillVersion2(Database &database);
extern const char *const schemaVersion3; // v003_lists_and_copies.cpp
Result<void> fillVersion3(Database &database);

std::span<const Migration> migrations()
{
    static const std::array steps{Migration{1, schemaVersion1}, Migration{2, schemaVersion2, fillVersion2}, Migration{3, schemaVersion3, fillVersion3}};
    return steps;
}

int latestSchemaVersion()
{
    return migrations().back().version;
}

Result<int> schemaVersion(Database &database)
{
    const auto version = database.integer("PRAGMA user_version");
    if (!version)
        return std::unexpected(version.error());
    return static_cast<int>(*version);
}

Result<void> migrate(Database &database)
{
    return migrate(database, migrations());
}

Result<void> migrate(Database &database, std::span<const Migration> steps)
{
    const auto current = schemaVersion(database);
    if (!current)
        return std::unexpected(current.error());
    if (*current > steps.back().version)
        return fail(ErrorCode::VaultNewer, QStringLiteral("schema"), QString::number(*current));
    for (const Migration &step : steps) {
        if (step.version <= *current)
            continue;
        auto applied = database.transaction([&]() -> Result<void> {
            if (auto done = database.execute(step.sql); !done)
                return done;
            if (auto filled = step.fill ? step.fill(database) : Result<void>(); !filled)
                return filled;
            return database.execute(QByteArray("PRAGMA user_version = " + QByteArray::number(step.version)).constData());
        });
        if (!applied)
            return applied;
    }
    return {};
}

} // namespace dd::wallet
