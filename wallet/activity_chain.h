// The activity log as a chain: each entry's hash covers the one before it, so that none can be changed, left out or moved
// without the end changing too, and the end is sealed with the generation (wallet/rollback_guard.h). Wallet-internal.
#pragma once

#include "wallet/database.h"

namespace dd::wallet {

inline constexpr qsizetype activityHashSize = 32;

// SHA-256(hash before ‖ deterministic CBOR [at, audience, credential type, groups as written]).
[[nodiscard]] QByteArray activityHash(QByteArrayView before, qint64 at, const QString &audience, qint64 credentialType, const QString &groups);
// The hash of the last entry, or the anchor where there is none.
[[nodiscard]] Result<QByteArray> activityHead(Database &database);
// Computes every hash anew from the anchor on; for the migration that began the chain.
[[nodiscard]] Result<void> rechainActivity(Database &database);
// VaultDamaged with the id of the first entry that does not follow from the one before.
[[nodiscard]] Result<void> verifyActivityChain(Database &database);

} // namespace dd::wallet
