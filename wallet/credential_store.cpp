#include "wallet/store_support.h"
#include "wallet/stores.h"

#include "core/crypto/symmetric.h"

namespace dd::wallet {
namespace {

// Columns: id, token, demo, added_at
Result<StoredCredential> readCredentialRow(const Statement &row)
{
    auto parsed = credential::parseCredential(row.blob(1));
    if (!parsed) // it parsed when it was stored, under the same HMACs
        return fail(ErrorCode::VaultDamaged, QStringLiteral("stored credential"), errorId(parsed.error().code));
    return StoredCredential{row.integer(0), row.integer(3), row.integer(2) != 0, std::move(*parsed)};
}

} // namespace

Result<qint64> insertCredential(Database &database, const credential::Credential &parsed, bool demo, qint64 addedAt)
{
    auto statement = database.prepare("INSERT INTO credentials (token, token_hash, holder_thumbprint, demo, added_at) VALUES (?, ?, ?, ?, ?)");
    if (!statement)
        return std::unexpected(statement.error());
    statement->bindBlob(1, parsed.token).bindBlob(2, crypto::sha256(parsed.token)).bindBlob(3, parsed.holderThumbprint);
    statement->bindInteger(4, demo ? 1 : 0).bindInteger(5, addedAt);
    if (auto inserted = statement->run(); !inserted)
        return std::unexpected(inserted.error());
    return database.lastInsertId();
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

Result<QList<StoredCredential>> CredentialStore::list()
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT id, token, demo, added_at FROM credentials ORDER BY id DESC");
    if (!rows)
        return std::unexpected(rows.error());
    QList<StoredCredential> all;
    for (;;) {
        const auto row = rows->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return all;
        auto entry = readCredentialRow(*rows);
        if (!entry)
            return std::unexpected(entry.error());
        all.append(std::move(*entry));
    }
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

Result<void> CredentialStore::remove(qint64 id)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    return writeSealed(m_vault, **database, [&]() -> Result<void> {
        auto statement = (*database)->prepare("DELETE FROM credentials WHERE id = ?");
        if (!statement)
            return std::unexpected(statement.error());
        return statement->bindInteger(1, id).run();
    });
}

} // namespace dd::wallet
