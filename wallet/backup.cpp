#include "wallet/backup.h"

#include "core/base/durable_file.h"
#include "core/codec/cbor.h"
#include "wallet/activity_chain.h"
#include "wallet/backup_file.h"
#include "wallet/migrations/migrations.h"
#include "wallet/restored_rows.h"
#include "wallet/store_support.h"
#include "wallet/vault_files.h"

#include <limits>
#include <QSet>

namespace dd::wallet {
namespace {

// Not in a backup: the keys belong to the device, and the generation to the key store's record.
const QSet<QString> leftOut{QStringLiteral("holder_keys"), QStringLiteral("meta"), QStringLiteral("sqlite_sequence")};

enum HeadLabel : qint64 { MadeAt = 1, SchemaVersion = 2, ActivityAnchor = 3, Rows = 4 };

Result<QStringList> textColumn(Database &database, const char *sql)
{
    auto rows = database.prepare(sql);
    if (!rows)
        return std::unexpected(rows.error());
    QStringList all;
    const auto read = rows->forEachRow([&] { all.append(rows->text(0)); });
    if (!read)
        return std::unexpected(read.error());
    return all;
}

// Every table of the person's data, with its columns.
Result<QMap<QString, QStringList>> tables(Database &database)
{
    const auto names = textColumn(database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    if (!names)
        return std::unexpected(names.error());
    QMap<QString, QStringList> all;
    for (const QString &name : *names) {
        if (leftOut.contains(name))
            continue;
        const auto columns = textColumn(database, QStringLiteral("SELECT name FROM pragma_table_info('%1')").arg(name).toUtf8().constData());
        if (!columns)
            return std::unexpected(columns.error());
        all.insert(name, *columns);
    }
    return all;
}

cbor::Value valueOf(const Statement &row, int column)
{
    switch (row.kind(column)) {
    case Statement::Kind::Integer:
        return cbor::Value::integer(row.integer(column));
    case Statement::Kind::Text:
        return cbor::Value::text(row.text(column));
    case Statement::Kind::Blob:
        return cbor::Value::bytes(row.blob(column));
    case Statement::Kind::Null:
        break;
    }
    return {};
}

Result<void> dumpTable(Database &database, const QString &table, BackupWriter &writer, int &count)
{
    auto rows = database.prepare(QStringLiteral("SELECT * FROM %1 ORDER BY 1").arg(table).toUtf8().constData()); // by its key
    if (!rows)
        return std::unexpected(rows.error());
    for (;; ++count) {
        const auto row = rows->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return {};
        QList<cbor::Value::Pair> columns;
        for (int column = 0; column < rows->columns(); ++column)
            columns.append({cbor::Value::text(rows->name(column)), valueOf(*rows, column)});
        const auto added = writer.add(cbor::encode(cbor::Value::array({cbor::Value::text(table), cbor::Value::map(std::move(columns))})));
        if (!added)
            return added;
    }
}

Result<BackupContent> parseHead(const Result<std::optional<QByteArray>> &piece, QByteArray *anchor)
{
    if (!piece)
        return std::unexpected(piece.error());
    const auto head = *piece ? cbor::decode(**piece) : fail(ErrorCode::VaultDamaged);
    const cbor::Value *madeAt = head ? head->find(MadeAt) : nullptr;
    const cbor::Value *version = head ? head->find(SchemaVersion) : nullptr;
    const cbor::Value *end = head ? head->find(ActivityAnchor) : nullptr;
    const cbor::Value *rows = head ? head->find(Rows) : nullptr;
    if (!madeAt || !version || !end || !rows || !madeAt->isInteger() || !version->isInteger() || end->toBytes().size() != activityHashSize || !rows->isMap())
        return notABackup(QStringLiteral("head"));
    // Compared as they are: a number that is cut to fit may come out as a good one.
    if (version->toInteger() > latestSchemaVersion())
        return fail(ErrorCode::VaultNewer, QStringLiteral("backup"));
    if (version->toInteger() < firstGuardedSchema)
        return notABackup(QStringLiteral("schema version"));
    BackupContent content{madeAt->toInteger(), static_cast<int>(version->toInteger()), {}, 0, {}};
    for (const auto &[table, count] : rows->toMap()) {
        if (!table.isText() || !count.isInteger() || count.toInteger() < 0 || count.toInteger() > std::numeric_limits<int>::max())
            return notABackup(QStringLiteral("number of rows"));
        content.rows.insert(table.toText(), static_cast<int>(count.toInteger()));
    }
    *anchor = end->toBytes();
    return content;
}

// One row into its table, whose name and columns are this vault's own words, never the file's.
Result<void> insertRow(Database &database, const QMap<QString, QStringList> &known, const cbor::Value &row, QMap<QString, int> &seen)
{
    const QList<cbor::Value> parts = row.toArray();
    if (parts.size() != 2 || !parts.at(0).isText() || !parts.at(1).isMap())
        return notABackup(QStringLiteral("row"));
    const auto table = known.find(parts.at(0).toText());
    if (table == known.end())
        return notABackup(QStringLiteral("table"));
    ++seen[table.key()];
    QStringList names;
    QStringList marks;
    const QList<cbor::Value::Pair> columns = parts.at(1).toMap();
    for (const auto &[name, value] : columns) {
        if (!table->contains(name.toText()))
            return notABackup(QStringLiteral("column"));
        names.append(name.toText());
        marks.append(QStringLiteral("?"));
    }
    const QString sql = QStringLiteral("INSERT INTO %1 (%2) VALUES (%3)").arg(table.key(), names.join(QLatin1Char(',')), marks.join(QLatin1Char(',')));
    auto statement = database.prepare(sql.toUtf8().constData());
    if (!statement)
        return std::unexpected(statement.error());
    for (int column = 0; column < columns.size(); ++column) {
        const cbor::Value &value = columns.at(column).second;
        if (value.isInteger())
            statement->bindInteger(column + 1, value.toInteger());
        else if (value.isText())
            statement->bindText(column + 1, value.toText());
        else if (value.isBytes())
            statement->bindBlob(column + 1, value.toBytes());
        else
            statement->bindNull(column + 1);
    }
    if (auto inserted = statement->run(); !inserted)
        return notABackup(table.key() + QLatin1Char(' ') + errorId(inserted.error().code));
    return {};
}

// Every row fits its token, the activity log is a chain, and no row points at one that is not there.
Result<void> checkRestored(Database &database, BackupContent &content)
{
    if (auto fitted = fitToTokens(database); !fitted)
        return fitted;
    const auto withoutKey = countWithoutKey(database);
    if (!withoutKey)
        return std::unexpected(withoutKey.error());
    content.withoutKey = *withoutKey;
    const auto dangling = textColumn(database, "SELECT \"table\" FROM pragma_foreign_key_check");
    if (!dangling)
        return std::unexpected(dangling.error());
    if (!dangling->isEmpty())
        return notABackup(QStringLiteral("reference from ") + dangling->first());
    return verifyActivityChain(database);
}

// Everything but the COMMIT.
Result<BackupContent> replaceAll(Database &database, BackupReader &reader)
{
    QByteArray digest(32, '\0');
    const auto next = [&] {
        auto piece = reader.next();
        if (piece && *piece)
            digest = crypto::sha256({digest, **piece});
        return piece;
    };
    QByteArray anchor;
    auto content = parseHead(next(), &anchor);
    if (!content)
        return content;
    const auto known = tables(database);
    if (!known)
        return std::unexpected(known.error());
    const auto presented = presentedMarks(database);
    if (!presented)
        return std::unexpected(presented.error());
    if (auto deferred = database.execute("PRAGMA defer_foreign_keys = ON"); !deferred)
        return std::unexpected(deferred.error());
    for (const QString &table : known->keys()) {
        if (auto emptied = database.execute(QStringLiteral("DELETE FROM %1").arg(table).toUtf8().constData()); !emptied)
            return std::unexpected(emptied.error());
    }
    QMap<QString, int> seen;
    for (;;) {
        const auto piece = next();
        if (!piece)
            return std::unexpected(piece.error());
        if (!*piece)
            break;
        const auto row = cbor::decode(**piece, {.size = backupPieceLimit});
        if (!row)
            return notABackup(QStringLiteral("row"));
        if (auto inserted = insertRow(database, *known, *row, seen); !inserted)
            return std::unexpected(inserted.error());
    }
    for (const QString &table : known->keys()) {
        if (seen.value(table) != content->rows.value(table))
            return notABackup(QStringLiteral("number of rows of ") + table);
    }
    auto update = database.prepare("UPDATE meta SET activity_anchor = ?");
    if (!update)
        return std::unexpected(update.error());
    if (auto updated = update->bindBlob(1, anchor).run(); !updated)
        return std::unexpected(updated.error());
    if (auto sound = checkRestored(database, *content); !sound)
        return std::unexpected(sound.error());
    if (auto kept = keepPresented(database, *presented); !kept)
        return std::unexpected(kept.error());
    content->digest = digest;
    return content;
}

} // namespace

Result<BackupContent> writeBackup(Vault &vault, const QString &path, const Secret &passphrase, crypto::Argon2Parameters kdf)
{
    if (const auto database = openDatabase(vault); !database)
        return std::unexpected(database.error());
    if (auto strong = checkSecret(passphrase, SecretKind::Passphrase); !strong)
        return std::unexpected(strong.error());
    auto writer = BackupWriter::begin(passphrase, kdf, vault.random());
    if (!writer)
        return std::unexpected(writer.error());
    return writeBackup(vault, path, std::move(*writer));
}

Result<BackupContent> writeBackup(Vault &vault, const QString &path, BackupWriter writer)
{
    const auto database = openDatabase(vault);
    if (!database)
        return std::unexpected(database.error());
    // The counts come first in the file, so the rows are counted before they are written, in one transaction: one state of it all.
    BackupContent content{vault.clock().now(), latestSchemaVersion(), {}, 0, {}};
    auto dumped = (*database)->transaction([&]() -> Result<void> {
        const auto all = tables(**database);
        if (!all)
            return std::unexpected(all.error());
        QList<cbor::Value::Pair> counts;
        for (const QString &table : all->keys()) {
            const auto count = (*database)->integer(QStringLiteral("SELECT count(*) FROM %1").arg(table).toUtf8().constData());
            if (!count)
                return std::unexpected(count.error());
            counts.append({cbor::Value::text(table), cbor::Value::integer(*count)});
        }
        auto anchor = (*database)->prepare("SELECT activity_anchor FROM meta");
        if (!anchor)
            return std::unexpected(anchor.error());
        if (const auto row = anchor->step(); !row)
            return std::unexpected(row.error());
        const cbor::Value head = cbor::Value::map({{cbor::Value::integer(MadeAt), cbor::Value::integer(content.madeAt)},
                                                   {cbor::Value::integer(SchemaVersion), cbor::Value::integer(content.schemaVersion)},
                                                   {cbor::Value::integer(ActivityAnchor), cbor::Value::bytes(anchor->blob(0))},
                                                   {cbor::Value::integer(Rows), cbor::Value::map(std::move(counts))}});
        if (auto added = writer.add(cbor::encode(head)); !added)
            return added;
        for (const QString &table : all->keys()) {
            if (auto written = dumpTable(**database, table, writer, content.rows[table]); !written)
                return written;
        }
        return {};
    });
    if (!dumped)
        return std::unexpected(dumped.error());
    if (auto written = writeDurably(path, writer.finish(), fileErrors); !written)
        return std::unexpected(written.error());
    return content;
}

Result<BackupContent> previewBackup(Vault &vault, const QString &path, const Secret &passphrase)
{
    if (const auto database = openDatabase(vault); !database)
        return std::unexpected(database.error());
    auto reader = BackupReader::begin(path, passphrase);
    return reader ? previewBackup(vault, std::move(*reader)) : std::unexpected(reader.error());
}

Result<BackupContent> previewBackup(Vault &vault, BackupReader reader)
{
    const auto database = openDatabase(vault);
    if (!database)
        return std::unexpected(database.error());
    // A dry run: the same steps as a restore, and then a failure that takes them all back.
    Result<BackupContent> content = fail(ErrorCode::Internal);
    const auto undone = (*database)->transaction([&]() -> Result<void> {
        content = replaceAll(**database, reader);
        return fail(ErrorCode::Cancelled, QStringLiteral("dry run"));
    });
    return undone.error().code == ErrorCode::Cancelled ? content : std::unexpected(undone.error());
}

Result<BackupContent> restoreBackup(Vault &vault, const QString &path, const Secret &passphrase)
{
    const auto database = openDatabase(vault);
    if (!database)
        return std::unexpected(database.error());
    auto reader = BackupReader::begin(path, passphrase);
    if (!reader)
        return std::unexpected(reader.error());
    return writeSealed(vault, **database, [&] { return replaceAll(**database, *reader); });
}

Result<BackupContent> restoreBackup(Vault &vault, BackupReader reader, const BackupContent &previewed)
{
    const auto database = openDatabase(vault);
    if (!database)
        return std::unexpected(database.error());
    return writeSealed(vault, **database, [&]() -> Result<BackupContent> {
        auto content = replaceAll(**database, reader);
        if (content && content->digest != previewed.digest)
            return fail(ErrorCode::BackupUnreadable, QStringLiteral("backup"), QStringLiteral("another one than was previewed"));
        return content;
    });
}

} // namespace dd::wallet
