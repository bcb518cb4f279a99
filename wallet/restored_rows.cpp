#include "wallet/restored_rows.h"

#include "core/crypto/symmetric.h"
#include "wallet/store_support.h"

namespace dd::wallet {
namespace {

Result<void> runFitting(Statement &update, const char *table)
{
    const auto fitted = update.run();
    update.reset();
    if (!fitted && fitted.error().code == ErrorCode::VaultDuplicate)
        return notABackup(QLatin1String(table) + QStringLiteral(" with one token"));
    return fitted;
}

Result<void> fitCredentials(Database &database)
{
    auto rows = database.prepare("SELECT id, token FROM credentials ORDER BY id");
    if (!rows)
        return std::unexpected(rows.error());
    // The columns are those of a token that cannot be read, until fillCredentialColumns() has read it.
    auto update = database.prepare("UPDATE credentials SET token_hash = ?1, holder_thumbprint = ifnull(?2, holder_thumbprint), credential_type = 0, kind = 0,"
                                   " standing = 0, issued_at = 0, valid_from = 0, valid_to = 0, expires_at = 0, from_province = '', from_table = 0,"
                                   " to_province = '', to_table = 0, dossier = '' WHERE id = ?3");
    if (!update)
        return std::unexpected(update.error());
    const auto read = rows->forEachRow([&]() -> Result<void> {
        if (rows->kind(1) != Statement::Kind::Blob)
            return notABackup(QStringLiteral("credential"));
        const QByteArray token = rows->blob(1);
        update->bindBlob(1, crypto::sha256(token)).bindInteger(3, rows->integer(0));
        if (const auto parsed = credential::parseCredential(token))
            update->bindBlob(2, parsed->holderThumbprint);
        return runFitting(*update, "credentials");
    });
    if (!read)
        return std::unexpected(read.error());
    return fillCredentialColumns(database);
}

Result<void> fitCopies(Database &database)
{
    auto rows = database.prepare("SELECT copies.id, copies.token, credentials.credential_type FROM copies"
                                 " LEFT JOIN credentials ON credentials.id = copies.credential ORDER BY copies.id");
    if (!rows)
        return std::unexpected(rows.error());
    auto update = database.prepare("UPDATE copies SET token_hash = ?1, holder_thumbprint = ifnull(?2, holder_thumbprint) WHERE id = ?3");
    if (!update)
        return std::unexpected(update.error());
    return rows->forEachRow([&]() -> Result<void> {
        const QByteArray token = rows->blob(1);
        const auto parsed = credential::parseCredential(token);
        const bool ofUnreadable = rows->kind(1) == Statement::Kind::Blob && !rows->isNull(2) && rows->integer(2) == 0;
        if (!parsed && !ofUnreadable)
            return notABackup(QStringLiteral("copy"));
        update->bindBlob(1, crypto::sha256(token)).bindInteger(3, rows->integer(0));
        if (parsed)
            update->bindBlob(2, parsed->holderThumbprint);
        return runFitting(*update, "copies");
    });
}

} // namespace

Result<PresentedMarks> presentedMarks(Database &database)
{
    auto rows = database.prepare("SELECT token_hash, presented_at FROM copies WHERE presented_at IS NOT NULL");
    if (!rows)
        return std::unexpected(rows.error());
    PresentedMarks marks;
    const auto read = rows->forEachRow([&] { marks.insert(rows->blob(0), rows->integer(1)); });
    if (!read)
        return std::unexpected(read.error());
    return marks;
}

Result<void> keepPresented(Database &database, const PresentedMarks &marks)
{
    auto update = database.prepare("UPDATE copies SET presented_at = max(ifnull(presented_at, ?1), ?1) WHERE token_hash = ?2");
    if (!update)
        return std::unexpected(update.error());
    for (auto mark = marks.cbegin(); mark != marks.cend(); ++mark) {
        const auto kept = update->bindInteger(1, *mark).bindBlob(2, mark.key()).run();
        update->reset();
        if (!kept)
            return kept;
    }
    return {};
}

Result<void> fitToTokens(Database &database)
{
    auto fitted = fitCredentials(database);
    return fitted ? fitCopies(database) : fitted;
}

Result<int> countWithoutKey(Database &database)
{
    const auto count = database.integer("SELECT count(*) FROM credentials WHERE holder_thumbprint NOT IN (SELECT thumbprint FROM holder_keys)");
    return count ? Result<int>(static_cast<int>(*count)) : std::unexpected(count.error());
}

} // namespace dd::wallet
