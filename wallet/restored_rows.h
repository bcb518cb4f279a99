// What a restore makes of rows that came out of a file: what a token says is taken from the token, never from the columns beside
// it, and a copy that was shown stays shown. Within the caller's transaction. Wallet-internal.
#pragma once

#include "wallet/database.h"

#include <QHash>

namespace dd::wallet {

[[nodiscard]] inline std::unexpected<Error> notABackup(const QString &why)
{
    return fail(ErrorCode::VaultDamaged, QStringLiteral("backup"), why);
}

// When each one-time copy was last shown, by the SHA-256 of its token; those never shown are not in it.
using PresentedMarks = QHash<QByteArray, qint64>;
[[nodiscard]] Result<PresentedMarks> presentedMarks(Database &database);
// The later of the two times for every copy that is still there: an older backup does not make a shown one fresh again.
[[nodiscard]] Result<void> keepPresented(Database &database, const PresentedMarks &marks);

// Hash, holder and columns for lists anew from every token. One that this version cannot read is kept as type 0, with its copies,
// and keeps the holder it came with. VaultDamaged: no bytes at all, a copy that cannot be read of a credential that can, or two
// rows with one token.
[[nodiscard]] Result<void> fitToTokens(Database &database);
// Credentials whose holder key is not in this vault.
[[nodiscard]] Result<int> countWithoutKey(Database &database);

} // namespace dd::wallet
