#include "wallet/own_records.h"

#include "wallet/store_support.h"

namespace dd::wallet {

Result<QList<ConsentRecord>> readConsents(Vault &vault)
{
    const auto database = openDatabase(vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT at, verifier_id, verifier_name, registered, purpose, legal_basis, credential_type, groups, text_hash"
                                     " FROM consents ORDER BY id DESC");
    if (!rows)
        return std::unexpected(rows.error());
    QList<ConsentRecord> all;
    for (;;) {
        const auto row = rows->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return all;
        ConsentRecord record{rows->integer(0), rows->text(1), rows->text(2), rows->integer(3) != 0, rows->text(4), rows->text(5),
                             static_cast<int>(rows->integer(6)), {}, rows->blob(8)};
        for (const QString &group : rows->text(7).split(QLatin1Char(','), Qt::SkipEmptyParts))
            record.groups.append(group.toInt());
        all.append(std::move(record));
    }
}

Result<QMap<QString, QString>> readSettings(Vault &vault)
{
    const auto database = openDatabase(vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT key, value FROM settings");
    if (!rows)
        return std::unexpected(rows.error());
    QMap<QString, QString> all;
    for (;;) {
        const auto row = rows->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            return all;
        all.insert(rows->text(0), rows->text(1));
    }
}

} // namespace dd::wallet
