#include "wallet/migrations/migrations.h"

#include <array>

namespace dd::wallet {

extern const char *const schemaVersion1; // v001_initial.cpp

std::span<const Migration> migrations()
{
    static const std::array steps{Migration{1, schemaVersion1}};
    return steps;
}

int latestSchemaVersion()
{
    return migrations().back().version;
}

Result<void> migrate(Database &database)
{
    return migrate(database, migrations());
}

Result<void> migrate(Database &database, std::span<const Migration> steps)
{
    const auto current = database.integer("PRAGMA user_version");
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
            return database.execute(QByteArray("PRAGMA user_version = " + QByteArray::number(step.version)).constData());
        });
        if (!applied)
            return applied;
    }
    return {};
}

} // namespace dd::wallet
