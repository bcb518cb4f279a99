#include "wallet/store_support.h"
#include "wallet/stores.h"

namespace dd::wallet {
namespace {

constexpr qsizetype textHashSize = 32;

} // namespace

Result<void> insertConsent(Database &database, const ConsentRecord &consent)
{
    if (consent.textHash.size() != textHashSize)
        return fail(ErrorCode::InvalidInput, QStringLiteral("consent"), QStringLiteral("text hash"));
    auto statement = database.prepare("INSERT INTO consents (at, verifier_id, verifier_name, registered, purpose, legal_basis, credential_type, groups,"
                                      " text_hash, activity) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!statement)
        return std::unexpected(statement.error());
    statement->bindInteger(1, consent.at).bindText(2, consent.verifierId).bindText(3, consent.verifierName).bindInteger(4, consent.registered ? 1 : 0);
    statement->bindText(5, consent.purpose).bindText(6, consent.legalBasis).bindInteger(7, consent.credentialType);
    statement->bindText(8, groupsText(consent.groups)).bindBlob(9, consent.textHash);
    consent.activity ? statement->bindInteger(10, *consent.activity) : statement->bindNull(10);
    return statement->run();
}

Result<void> ConsentLog::append(const ConsentRecord &consent)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    return writeSealed(m_vault, **database, [&] { return insertConsent(**database, consent); });
}

Result<QList<ConsentRecord>> ConsentLog::list(int limit)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT at, verifier_id, verifier_name, registered, purpose, legal_basis, credential_type, groups, text_hash, activity"
                                     " FROM consents ORDER BY id DESC LIMIT ?");
    if (!rows)
        return std::unexpected(rows.error());
    rows->bindInteger(1, std::max(0, limit)); // a negative LIMIT means all
    QList<ConsentRecord> all;
    const auto read = rows->forEachRow([&] {
        ConsentRecord entry;
        entry.at = rows->integer(0);
        entry.verifierId = rows->text(1);
        entry.verifierName = rows->text(2);
        entry.registered = rows->integer(3) != 0;
        entry.purpose = rows->text(4);
        entry.legalBasis = rows->text(5);
        entry.credentialType = static_cast<int>(rows->integer(6));
        entry.groups = groupsOfText(rows->text(7));
        entry.textHash = rows->blob(8);
        if (!rows->isNull(9))
            entry.activity = rows->integer(9);
        all.append(std::move(entry));
    });
    if (!read)
        return std::unexpected(read.error());
    return all;
}

} // namespace dd::wallet
