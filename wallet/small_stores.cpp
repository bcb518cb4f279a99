// The card as read, the activity log and the settings: one short table each.
#include "wallet/store_support.h"
#include "wallet/stores.h"

#include <QStringList>

namespace dd::wallet {

Result<void> CardStore::save(const StoredCard &card)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto statement =
        (*database)->prepare("INSERT INTO card (id, read_at, demo, summary, face_image) VALUES (1, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
                             " SET read_at = excluded.read_at, demo = excluded.demo, summary = excluded.summary,"
                             " face_image = excluded.face_image");
    if (!statement)
        return std::unexpected(statement.error());
    statement->bindInteger(1, card.readAt).bindInteger(2, card.demo ? 1 : 0);
    return statement->bindBlob(3, card.summary).bindBlob(4, card.faceImage).run();
}

Result<std::optional<StoredCard>> CardStore::load()
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT read_at, demo, summary, face_image FROM card WHERE id = 1");
    if (!rows)
        return std::unexpected(rows.error());
    const auto row = rows->step();
    if (!row)
        return std::unexpected(row.error());
    if (!*row)
        return std::nullopt;
    return StoredCard{rows->integer(0), rows->integer(1) != 0, rows->blob(2), rows->blob(3)};
}

Result<void> ActivityLog::append(const ActivityEntry &entry)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    QStringList groups;
    for (const int group : entry.groups)
        groups.append(QString::number(group));
    auto statement = (*database)->prepare("INSERT INTO activity (at, audience, credential_type, groups) VALUES (?, ?, ?, ?)");
    if (!statement)
        return std::unexpected(statement.error());
    statement->bindInteger(1, entry.at).bindText(2, entry.audience);
    return statement->bindInteger(3, entry.credentialType).bindText(4, groups.join(QLatin1Char(','))).run();
}

Result<QList<ActivityEntry>> ActivityLog::list(int limit)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT at, audience, credential_type, groups FROM activity ORDER BY id DESC LIMIT ?");
    if (!rows)
        return std::unexpected(rows.error());
    rows->bindInteger(1, std::max(0, limit)); // a negative LIMIT means all
    QList<ActivityEntry> all;
    for (;;) {
        const auto row = rows->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return all;
        ActivityEntry entry{rows->integer(0), rows->text(1), static_cast<int>(rows->integer(2)), {}};
        for (const QString &group : rows->text(3).split(QLatin1Char(','), Qt::SkipEmptyParts))
            entry.groups.append(group.toInt());
        all.append(std::move(entry));
    }
}

Result<QString> Settings::value(const QString &key, const QString &fallback)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT value FROM settings WHERE key = ?");
    if (!rows)
        return std::unexpected(rows.error());
    const auto row = rows->bindText(1, key).step();
    if (!row)
        return std::unexpected(row.error());
    return *row ? rows->text(0) : fallback;
}

Result<void> Settings::setValue(const QString &key, const QString &value)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto statement = (*database)->prepare("INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
    if (!statement)
        return std::unexpected(statement.error());
    return statement->bindText(1, key).bindText(2, value).run();
}

} // namespace dd::wallet
