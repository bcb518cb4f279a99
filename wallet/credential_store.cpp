#include "wallet/store_support.h"
#include "wallet/stores.h"

#include "core/crypto/symmetric.h"

#include <limits>

namespace dd::wallet {
namespace {

constexpr int firstOwnParameter = 13; // behind those of the list

// Each row, newest first, and what its token says. Columns: id, token, demo, added_at.
template <typename Take>
Result<void> forEveryToken(Database &database, Take &&take)
{
    auto rows = database.prepare("SELECT id, token, demo, added_at FROM credentials ORDER BY id DESC");
    if (!rows)
        return std::unexpected(rows.error());
    return rows->forEachRow([&] { take(*rows, credential::parseCredential(rows->blob(1))); });
}

// The same columns.
Result<StoredCredential> readCredentialRow(const Statement &row)
{
    auto parsed = credential::parseCredential(row.blob(1));
    if (!parsed) // it parsed when it was stored, under the same HMACs
        return fail(ErrorCode::VaultDamaged, QStringLiteral("stored credential"), errorId(parsed.error().code));
    return StoredCredential{row.integer(0), row.integer(3), row.integer(2) != 0, std::move(*parsed)};
}

// Parameters 1 to 12. The texts have to outlive the run.
struct ListTexts
{
    QByteArray from;
    QByteArray to;
    QByteArray dossier;
};

void bindListColumns(Statement &statement, const credential::Claims &claims, ListTexts &texts)
{
    int kind = 0;
    int standing = claims.level;
    int fromTable = 0;
    int toTable = 0;
    texts = {};
    if (claims.pass) {
        kind = static_cast<int>(claims.pass->kind);
        standing = static_cast<int>(claims.pass->trips);
        texts.from = claims.pass->from.province.toUtf8();
        fromTable = claims.pass->from.tableVersion;
        texts.to = claims.pass->to.province.toUtf8();
        toTable = claims.pass->to.tableVersion;
    } else if (claims.receipt) {
        kind = static_cast<int>(claims.receipt->kind);
        standing = static_cast<int>(claims.receipt->state);
        texts.dossier = claims.receipt->dossierCode.toUtf8();
    } else if (claims.residence) {
        standing = claims.residence->asOf;
    } else if (claims.printed) {
        kind = static_cast<int>(claims.printed->copyOf);
        standing = claims.printed->code;
        texts.dossier = claims.printed->label.toUtf8();
        if (claims.printed->from && claims.printed->to) {
            texts.from = claims.printed->from->province.toUtf8();
            fromTable = claims.printed->from->tableVersion;
            texts.to = claims.printed->to->province.toUtf8();
            toTable = claims.printed->to->tableVersion;
        }
    }
    statement.bindInteger(1, static_cast<int>(claims.type)).bindInteger(2, kind).bindInteger(3, standing).bindInteger(4, claims.issuedAt);
    statement.bindInteger(5, claims.validFrom()).bindInteger(6, claims.validTo()).bindInteger(7, claims.expires);
    statement.bindTextInPlace(8, texts.from).bindInteger(9, fromTable).bindTextInPlace(10, texts.to).bindInteger(11, toTable);
    statement.bindTextInPlace(12, texts.dossier);
}

CredentialRow readListRow(const Statement &row)
{
    CredentialRow entry;
    entry.id = row.integer(0);
    entry.addedAt = row.integer(1);
    entry.demo = row.integer(2) != 0;
    entry.type = static_cast<credential::CredentialType>(row.integer(3));
    entry.kind = static_cast<int>(row.integer(4));
    entry.standing = static_cast<int>(row.integer(5));
    entry.issuedAt = row.integer(6);
    entry.validFrom = row.integer(7);
    entry.validTo = row.integer(8);
    entry.expires = row.integer(9);
    entry.from = {row.text(10), {}, static_cast<int>(row.integer(11))};
    entry.to = {row.text(12), {}, static_cast<int>(row.integer(13))};
    entry.dossier = row.text(14);
    entry.holderThumbprint = row.blob(15);
    return entry;
}

// Appends what the statement finds; parameters ?1 type, ?2 id, ?3 how many.
Result<void> appendRows(Database &database, const char *sql, qint64 type, qint64 id, qsizetype limit, QList<CredentialRow> &rows)
{
    auto found = database.prepare(sql);
    if (!found)
        return std::unexpected(found.error());
    found->bindInteger(1, type).bindInteger(2, id).bindInteger(3, limit - rows.size());
    return found->forEachRow([&] { rows.append(readListRow(*found)); });
}

} // namespace

const char *const insertCredentialSql = "INSERT INTO credentials (credential_type, kind, standing, issued_at, valid_from, valid_to, expires_at,"
                                        " from_province, from_table, to_province, to_table, dossier, token, token_hash, holder_thumbprint, demo, added_at)"
                                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
// Both walk credentials_by_type and nothing else, from where the page before it ended.
const char *const pageWithinTypeSql =
    "SELECT id, added_at, demo, credential_type, kind, standing, issued_at, valid_from, valid_to, expires_at, from_province, from_table, to_province,"
    " to_table, dossier, holder_thumbprint FROM credentials WHERE credential_type = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";
const char *const pageOfLaterTypesSql =
    "SELECT id, added_at, demo, credential_type, kind, standing, issued_at, valid_from, valid_to, expires_at, from_province, from_table, to_province,"
    " to_table, dossier, holder_thumbprint FROM credentials WHERE credential_type > ?1 AND id < ?2 ORDER BY credential_type, id DESC LIMIT ?3";

Result<CredentialInserter> CredentialInserter::prepare(Database &database)
{
    auto statement = database.prepare(insertCredentialSql);
    if (!statement)
        return std::unexpected(statement.error());
    return CredentialInserter(database, std::move(*statement));
}

Result<qint64> CredentialInserter::insert(const credential::Credential &parsed, bool demo, qint64 addedAt)
{
    ListTexts texts;
    bindListColumns(m_statement, parsed.claims, texts);
    const QByteArray hash = crypto::sha256(parsed.token);
    m_statement.bindBlobInPlace(firstOwnParameter, parsed.token).bindBlobInPlace(firstOwnParameter + 1, hash);
    m_statement.bindBlobInPlace(firstOwnParameter + 2, parsed.holderThumbprint).bindInteger(firstOwnParameter + 3, demo ? 1 : 0);
    const auto inserted = m_statement.bindInteger(firstOwnParameter + 4, addedAt).run();
    m_statement.reset();
    if (!inserted)
        return std::unexpected(inserted.error());
    return m_database.lastInsertId();
}

Result<qint64> insertCredential(Database &database, const credential::Credential &parsed, bool demo, qint64 addedAt)
{
    auto inserter = CredentialInserter::prepare(database);
    if (!inserter)
        return std::unexpected(inserter.error());
    return inserter->insert(parsed, demo, addedAt);
}

Result<void> fillCredentialColumns(Database &database)
{
    auto rows = database.prepare("SELECT id, token FROM credentials ORDER BY id");
    if (!rows)
        return std::unexpected(rows.error());
    auto update = database.prepare("UPDATE credentials SET credential_type = ?, kind = ?, standing = ?, issued_at = ?, valid_from = ?, valid_to = ?,"
                                   " expires_at = ?, from_province = ?, from_table = ?, to_province = ?, to_table = ?, dossier = ? WHERE id = ?");
    if (!update)
        return std::unexpected(update.error());
    return rows->forEachRow([&]() -> Result<void> {
        const auto parsed = credential::parseCredential(rows->blob(1));
        if (!parsed)
            return {};
        ListTexts texts;
        bindListColumns(*update, parsed->claims, texts);
        const auto updated = update->bindInteger(13, rows->integer(0)).run();
        update->reset();
        return updated;
    });
}

Result<qint64> CredentialStore::insert(QByteArrayView token, bool demo)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    const auto parsed = credential::parseCredential(token);
    if (!parsed)
        return std::unexpected(parsed.error());
    return writeSealed(m_vault, **database, [&] { return insertCredential(**database, *parsed, demo, m_vault.clock().now()); });
}

Result<QList<qint64>> CredentialStore::insertAll(const QList<QByteArray> &tokens, bool demo)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    return writeSealed(m_vault, **database, [&]() -> Result<QList<qint64>> {
        auto inserter = CredentialInserter::prepare(**database);
        if (!inserter)
            return std::unexpected(inserter.error());
        QList<qint64> ids;
        for (const QByteArray &token : tokens) {
            const auto parsed = credential::parseCredential(token);
            if (!parsed)
                return std::unexpected(parsed.error());
            const auto id = inserter->insert(*parsed, demo, m_vault.clock().now());
            if (!id)
                return std::unexpected(id.error());
            ids.append(*id);
        }
        return ids;
    });
}

Result<QList<CredentialRow>> CredentialStore::page(int limit, std::optional<credential::CredentialType> type, const CredentialRow *after)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    constexpr qint64 anyId = std::numeric_limits<qint64>::max();
    QList<CredentialRow> rows;
    const std::optional<credential::CredentialType> begin = type ? type : after ? std::optional(after->type) : std::nullopt;
    if (begin) {
        const auto within = appendRows(**database, pageWithinTypeSql, static_cast<int>(*begin), after ? after->id : anyId, limit, rows);
        if (!within)
            return std::unexpected(within.error());
    }
    if (!type && rows.size() < limit) {
        const auto later = appendRows(**database, pageOfLaterTypesSql, begin ? static_cast<int>(*begin) : 0, anyId, limit, rows);
        if (!later)
            return std::unexpected(later.error());
    }
    return rows;
}

Result<QHash<QByteArray, int>> CredentialStore::holders()
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT holder_thumbprint, COUNT(*) FROM credentials GROUP BY holder_thumbprint");
    if (!rows)
        return std::unexpected(rows.error());
    QHash<QByteArray, int> counts;
    const auto read = rows->forEachRow([&] { counts.insert(rows->blob(0), static_cast<int>(rows->integer(1))); });
    if (!read)
        return std::unexpected(read.error());
    return counts;
}

Result<QList<StoredCredential>> CredentialStore::list()
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    QList<StoredCredential> all;
    const auto read = forEveryToken(**database, [&](const Statement &row, Result<credential::Credential> parsed) {
        if (parsed)
            all.append({row.integer(0), row.integer(3), row.integer(2) != 0, std::move(*parsed)});
    });
    return read ? Result<QList<StoredCredential>>(std::move(all)) : std::unexpected(read.error());
}

Result<QList<UnreadableCredential>> CredentialStore::unreadable()
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    QList<UnreadableCredential> all;
    const auto read = forEveryToken(**database, [&](const Statement &row, const Result<credential::Credential> &parsed) {
        if (!parsed)
            all.append({row.integer(0), row.integer(3), row.integer(2) != 0, row.blob(1)});
    });
    return read ? Result<QList<UnreadableCredential>>(std::move(all)) : std::unexpected(read.error());
}

Result<StoredCredential> CredentialStore::find(qint64 id)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT id, token, demo, added_at FROM credentials WHERE id = ?");
    if (!rows)
        return std::unexpected(rows.error());
    const auto row = rows->bindInteger(1, id).step();
    if (!row)
        return std::unexpected(row.error());
    return *row ? readCredentialRow(*rows) : fail(ErrorCode::InvalidInput, QStringLiteral("credential id"));
}

} // namespace dd::wallet
