// The card as read, the activity log and the settings: one short table each.
#include "wallet/store_support.h"
#include "wallet/stores.h"

#include <QStringList>

namespace dd::wallet {

QString groupsText(const QList<int> &groups)
{
    QStringList numbers;
    for (const int group : groups)
        numbers.append(QString::number(group));
    return numbers.join(QLatin1Char(','));
}

QList<int> groupsOfText(const QString &text)
{
    QList<int> groups;
    for (const QString &group : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
        groups.append(group.toInt());
    return groups;
}

Result<void> insertActivity(Database &database, const ActivityEntry &entry)
{
    const QString groups = groupsText(entry.groups);
    const auto before = activityHead(database);
    if (!before)
        return std::unexpected(before.error());
    auto statement = database.prepare("INSERT INTO activity (at, audience, credential_type, groups, hash) VALUES (?, ?, ?, ?, ?)");
    if (!statement)
        return std::unexpected(statement.error());
    statement->bindInteger(1, entry.at).bindText(2, entry.audience).bindInteger(3, entry.credentialType).bindText(4, groups);
    return statement->bindBlob(5, activityHash(*before, entry.at, entry.audience, entry.credentialType, groups)).run();
}

Result<void> replaceCard(Database &database, const StoredCard &card)
{
    auto statement = database.prepare("INSERT INTO card (id, read_at, demo, summary, face_image) VALUES (1, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
                                      " SET read_at = excluded.read_at, demo = excluded.demo, summary = excluded.summary,"
                                      " face_image = excluded.face_image");
    if (!statement)
        return std::unexpected(statement.error());
    statement->bindInteger(1, card.readAt).bindInteger(2, card.demo ? 1 : 0);
    return statement->bindBlob(3, card.summary).bindBlob(4, card.faceImage).run();
}

Result<void> CardStore::save(const StoredCard &card)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    return writeSealed(m_vault, **database, [&] { return replaceCard(**database, card); });
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
    return writeSealed(m_vault, **database, [&] { return insertActivity(**database, entry); });
}

Result<void> ActivityLog::verify()
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    return verifyActivityChain(**database);
}

// The newest entries stay a chain: their anchor becomes the hash of the last one that goes.
Result<void> ActivityLog::eraseBefore(qint64 time)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    return writeSealed(m_vault, **database, [&]() -> Result<void> {
        // A consent goes with its entry; one without an entry by its own time.
        for (const char *sql : {"DELETE FROM consents WHERE activity IS NULL AND at < ?1",
                                "UPDATE meta SET activity_anchor = (SELECT hash FROM activity WHERE at < ?1 ORDER BY id DESC LIMIT 1)"
                                " WHERE EXISTS (SELECT 1 FROM activity WHERE at < ?1)",
                                "DELETE FROM activity WHERE id <= (SELECT max(id) FROM activity WHERE at < ?1)"}) {
            auto statement = (*database)->prepare(sql);
            if (!statement)
                return std::unexpected(statement.error());
            if (auto done = statement->bindInteger(1, time).run(); !done)
                return done;
        }
        return {};
    });
}

Result<QList<ActivityEntry>> ActivityLog::list(int limit)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT at, audience, credential_type, groups, id FROM activity ORDER BY id DESC LIMIT ?");
    if (!rows)
        return std::unexpected(rows.error());
    rows->bindInteger(1, std::max(0, limit)); // a negative LIMIT means all
    QList<ActivityEntry> all;
    const auto read = rows->forEachRow([&] {
        all.append({rows->integer(0), rows->text(1), static_cast<int>(rows->integer(2)), groupsOfText(rows->text(3)), rows->integer(4)});
    });
    if (!read)
        return std::unexpected(read.error());
    return all;
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

Result<QMap<QString, QString>> Settings::all()
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT key, value FROM settings");
    if (!rows)
        return std::unexpected(rows.error());
    QMap<QString, QString> values;
    const auto read = rows->forEachRow([&] { values.insert(rows->text(0), rows->text(1)); });
    if (!read)
        return std::unexpected(read.error());
    return values;
}

Result<void> Settings::setValue(const QString &key, const QString &value)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    return write(m_vault, **database, [&]() -> Result<void> {
        auto statement = (*database)->prepare("INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
        if (!statement)
            return std::unexpected(statement.error());
        return statement->bindText(1, key).bindText(2, value).run();
    });
}

} // namespace dd::wallet
