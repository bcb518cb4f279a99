#include "wallet/store_support.h"
#include "wallet/stores.h"

#include "core/crypto/symmetric.h"
#include "wallet/declaration_states.h"

namespace dd::wallet {
namespace {

using State = StoredDeclaration::State;

constexpr int declarationIdSize = 16;

State stateOf(const credential::ReceiptClaims &receipt)
{
    switch (receipt.state) {
    case credential::DeclarationState::Received:
        return State::Received;
    case credential::DeclarationState::SupplementRequired:
        return State::SupplementRequired;
    case credential::DeclarationState::Accepted:
        return State::Accepted;
    case credential::DeclarationState::Refused:
        return State::Refused;
    case credential::DeclarationState::Issued:
        break;
    }
    return State::Issued;
}

// Nothing where there is no such declaration.
Result<std::optional<State>> storedState(Database &database, QByteArrayView id)
{
    auto rows = database.prepare("SELECT state FROM declarations WHERE id = ?");
    if (!rows)
        return std::unexpected(rows.error());
    const auto row = rows->bindBlob(1, id).step();
    if (!row)
        return std::unexpected(row.error());
    return *row ? std::optional(static_cast<State>(rows->integer(0))) : std::nullopt;
}

std::unexpected<Error> notAfter(State from, State to)
{
    return fail(ErrorCode::InvalidInput, QStringLiteral("declaration state"),
                QStringLiteral("%1 to %2").arg(static_cast<int>(from)).arg(static_cast<int>(to)));
}

// The receipt already there for this declaration, when it is the same token.
Result<std::optional<qint64>> receiptRecordedBefore(Database &database, QByteArrayView id, QByteArrayView token)
{
    auto rows = database.prepare("SELECT credentials.id, credentials.token_hash FROM declarations LEFT JOIN credentials"
                                 " ON credentials.id = declarations.receipt_credential WHERE declarations.id = ?");
    if (!rows)
        return std::unexpected(rows.error());
    const auto row = rows->bindBlob(1, id).step();
    if (!row)
        return std::unexpected(row.error());
    if (!*row)
        return fail(ErrorCode::InvalidInput, QStringLiteral("declaration id"));
    if (!rows->isNull(0) && rows->blob(1) == crypto::sha256(token))
        return rows->integer(0);
    return std::nullopt;
}

} // namespace

Result<void> DeclarationOutbox::save(const StoredDeclaration &declaration)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    if (declaration.id.size() != declarationIdSize)
        return fail(ErrorCode::InvalidInput, QStringLiteral("declaration id"));
    if (needsReceipt(declaration.state) && !declaration.receiptCredential)
        return fail(ErrorCode::InvalidInput, QStringLiteral("received without a receipt"));
    return write(m_vault, **database, [&]() -> Result<void> {
        const auto before = storedState(**database, declaration.id);
        if (!before)
            return std::unexpected(before.error());
        if (*before && !canBecome(**before, declaration.state))
            return notAfter(**before, declaration.state);
        auto statement = (*database)->prepare(
            "INSERT INTO declarations (id, state, created_at, delivered_at, content, receipt_credential, refusal) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET state = excluded.state, created_at = excluded.created_at, delivered_at = excluded.delivered_at,"
            " content = excluded.content, receipt_credential = excluded.receipt_credential, refusal = excluded.refusal");
        if (!statement)
            return std::unexpected(statement.error());
        statement->bindBlob(1, declaration.id).bindInteger(2, static_cast<int>(declaration.state)).bindInteger(3, declaration.createdAt);
        statement->bindBlob(5, declaration.content).bindText(7, declaration.refusal);
        declaration.deliveredAt ? statement->bindInteger(4, *declaration.deliveredAt) : statement->bindNull(4);
        declaration.receiptCredential ? statement->bindInteger(6, *declaration.receiptCredential) : statement->bindNull(6);
        return statement->run();
    });
}

Result<QList<StoredDeclaration>> DeclarationOutbox::list()
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT id, state, created_at, delivered_at, content, receipt_credential, refusal FROM declarations"
                                     " ORDER BY created_at DESC, id DESC");
    if (!rows)
        return std::unexpected(rows.error());
    QList<StoredDeclaration> all;
    const auto read = rows->forEachRow([&] {
        StoredDeclaration entry;
        entry.id = rows->blob(0);
        entry.state = static_cast<StoredDeclaration::State>(rows->integer(1)); // one of them by the table's own check
        entry.createdAt = rows->integer(2);
        if (!rows->isNull(3))
            entry.deliveredAt = rows->integer(3);
        entry.content = rows->blob(4);
        if (!rows->isNull(5))
            entry.receiptCredential = rows->integer(5);
        entry.refusal = rows->text(6);
        all.append(std::move(entry));
    });
    if (!read)
        return std::unexpected(read.error());
    return all;
}

Result<qint64> DeclarationOutbox::recordReceipt(QByteArrayView id, QByteArrayView receiptToken, bool demo, qint64 deliveredAt)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    const auto parsed = credential::parseCredential(receiptToken);
    if (!parsed)
        return std::unexpected(parsed.error());
    if (parsed->claims.type != credential::CredentialType::ResidenceReceipt)
        return fail(ErrorCode::InvalidInput, QStringLiteral("not a receipt"));
    return writeSealed(m_vault, **database, [&]() -> Result<qint64> {
        const auto before = receiptRecordedBefore(**database, id, receiptToken);
        if (!before)
            return std::unexpected(before.error());
        if (*before)
            return **before;
        const auto state = storedState(**database, id);
        if (!state || !*state)
            return state ? fail(ErrorCode::InvalidInput, QStringLiteral("declaration id")) : std::unexpected(state.error());
        const State next = stateOf(*parsed->claims.receipt);
        if (!receiptMayLead(**state, next))
            return notAfter(**state, next);
        const auto inserted = insertCredential(**database, *parsed, demo, m_vault.clock().now());
        if (!inserted)
            return inserted;
        auto update = (*database)->prepare("UPDATE declarations SET state = ?, delivered_at = ?, receipt_credential = ?, refusal = '' WHERE id = ?");
        if (!update)
            return std::unexpected(update.error());
        update->bindInteger(1, static_cast<int>(next)).bindInteger(2, deliveredAt);
        if (auto updated = update->bindInteger(3, *inserted).bindBlob(4, id).run(); !updated)
            return std::unexpected(updated.error());
        return inserted;
    });
}

} // namespace dd::wallet
