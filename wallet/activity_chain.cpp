#include "wallet/activity_chain.h"

#include "core/codec/cbor.h"
#include "core/crypto/symmetric.h"

#include <functional>

namespace dd::wallet {
namespace {

Result<QByteArray> anchor(Database &database)
{
    auto rows = database.prepare("SELECT activity_anchor FROM meta");
    if (!rows)
        return std::unexpected(rows.error());
    const auto row = rows->step();
    if (!row)
        return std::unexpected(row.error());
    if (!*row || rows->blob(0).size() != activityHashSize)
        return fail(ErrorCode::VaultDamaged, QStringLiteral("activity log"), QStringLiteral("no anchor"));
    return rows->blob(0);
}

// Walks the log from its start; `visit` gets each entry's id, the hash it has and the one it should have.
Result<void> walk(Database &database, const std::function<Result<void>(qint64 id, const QByteArray &has, const QByteArray &due)> &visit)
{
    auto before = anchor(database);
    if (!before)
        return std::unexpected(before.error());
    auto rows = database.prepare("SELECT id, at, audience, credential_type, groups, hash FROM activity ORDER BY id");
    if (!rows)
        return std::unexpected(rows.error());
    return rows->forEachRow([&]() -> Result<void> {
        *before = activityHash(*before, rows->integer(1), rows->text(2), rows->integer(3), rows->text(4));
        return visit(rows->integer(0), rows->blob(5), *before);
    });
}

} // namespace

QByteArray activityHash(QByteArrayView before, qint64 at, const QString &audience, qint64 credentialType, const QString &groups)
{
    const QByteArray entry = cbor::encode(
        cbor::Value::array({cbor::Value::integer(at), cbor::Value::text(audience), cbor::Value::integer(credentialType), cbor::Value::text(groups)}));
    return crypto::sha256({before, entry});
}

Result<QByteArray> activityHead(Database &database)
{
    auto rows = database.prepare("SELECT hash FROM activity ORDER BY id DESC LIMIT 1");
    if (!rows)
        return std::unexpected(rows.error());
    const auto row = rows->step();
    if (!row)
        return std::unexpected(row.error());
    return *row ? Result<QByteArray>(rows->blob(0)) : anchor(database);
}

Result<void> rechainActivity(Database &database)
{
    return walk(database, [&](qint64 id, const QByteArray &, const QByteArray &due) -> Result<void> {
        auto update = database.prepare("UPDATE activity SET hash = ? WHERE id = ?");
        if (!update)
            return std::unexpected(update.error());
        return update->bindBlob(1, due).bindInteger(2, id).run();
    });
}

Result<void> verifyActivityChain(Database &database)
{
    return walk(database, [](qint64 id, const QByteArray &has, const QByteArray &due) -> Result<void> {
        return has == due ? Result<void>() : fail(ErrorCode::VaultDamaged, QStringLiteral("activity log"), QString::number(id));
    });
}

} // namespace dd::wallet
