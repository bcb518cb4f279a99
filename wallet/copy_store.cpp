// Copies of a credential that are shown once each, so that two counters cannot tell that they saw the same phone
// (docs/formats.md, "One-time copies").
#include "wallet/store_support.h"
#include "wallet/stores.h"

#include "core/base/log.h"
#include "core/crypto/symmetric.h"
#include "wallet/key_ring.h"

#include <QSet>

namespace dd::wallet {
namespace {

constexpr qsizetype mostCopies = 64;

constexpr qint64 longestOnScreen = 3600; // seconds, and much more than any page keeps a code

bool sameContent(const credential::Claims &a, const credential::Claims &b)
{
    return a.type == b.type && a.personalNumber == b.personalNumber && a.person == b.person && a.disclosed == b.disclosed;
}

bool sameButForTheKey(const credential::Claims &a, const credential::Claims &b)
{
    return sameContent(a, b) && a.validFrom() == b.validFrom() && a.validTo() == b.validTo() && a.expires == b.expires;
}

Result<QList<credential::Credential>> parseBatch(const QList<QByteArray> &tokens)
{
    if (tokens.isEmpty() || tokens.size() > mostCopies)
        return fail(ErrorCode::InvalidInput, QStringLiteral("copies"), QStringLiteral("how many"));
    QList<credential::Credential> copies;
    QSet<QByteArray> keys;
    for (const QByteArray &token : tokens) {
        auto parsed = credential::parseCredential(token);
        if (!parsed)
            return std::unexpected(parsed.error());
        if (!copies.isEmpty() && !sameButForTheKey(copies.first().claims, parsed->claims))
            return fail(ErrorCode::InvalidInput, QStringLiteral("copies"), QStringLiteral("of different credentials"));
        keys.insert(parsed->holderThumbprint);
        copies.append(std::move(*parsed));
        if (keys.size() != copies.size())
            return fail(ErrorCode::InvalidInput, QStringLiteral("copies"), QStringLiteral("two with one key"));
    }
    return copies;
}

Result<void> insertCopies(Database &database, qint64 credentialId, const QList<credential::Credential> &copies)
{
    auto statement = database.prepare("INSERT INTO copies (credential, token, token_hash, holder_thumbprint) VALUES (?, ?, ?, ?)");
    if (!statement)
        return std::unexpected(statement.error());
    for (const credential::Credential &copy : copies) {
        statement->bindInteger(1, credentialId).bindBlob(2, copy.token).bindBlob(3, crypto::sha256(copy.token)).bindBlob(4, copy.holderThumbprint);
        if (auto inserted = statement->run(); !inserted)
            return inserted;
        statement->reset();
    }
    return {};
}

// Whether something in the vault is bound to one of these keys already.
Result<bool> areBound(Database &database, const QList<credential::Credential> &copies)
{
    auto rows = database.prepare("SELECT EXISTS (SELECT 1 FROM credentials WHERE holder_thumbprint = ?1)"
                                 " OR EXISTS (SELECT 1 FROM copies WHERE holder_thumbprint = ?1)");
    if (!rows)
        return std::unexpected(rows.error());
    for (const credential::Credential &copy : copies) {
        if (const auto row = rows->bindBlob(1, copy.holderThumbprint).step(); !row)
            return std::unexpected(row.error());
        if (rows->integer(0) != 0)
            return true;
        rows->reset();
    }
    return false;
}

// The keys of copies shown before `time` go too, unless something else is bound to one.
Result<void> forgetShown(Database &database, qint64 credentialId, qint64 time)
{
    for (const char *sql : {"DELETE FROM holder_keys WHERE thumbprint IN (SELECT holder_thumbprint FROM copies WHERE credential = ?1 AND presented_at < ?2)"
                            " AND NOT EXISTS (SELECT 1 FROM credentials WHERE holder_thumbprint = holder_keys.thumbprint)",
                            "DELETE FROM copies WHERE credential = ?1 AND presented_at < ?2"}) {
        auto statement = database.prepare(sql);
        if (!statement)
            return std::unexpected(statement.error());
        if (auto done = statement->bindInteger(1, credentialId).bindInteger(2, time).run(); !done)
            return done;
    }
    return {};
}

Result<credential::Credential> parseStored(const QByteArray &token)
{
    auto parsed = credential::parseCredential(token);
    return parsed ? std::move(parsed) : fail(ErrorCode::VaultDamaged, QStringLiteral("stored copy"), errorId(parsed.error().code));
}

void sweepDeviceKeys(Vault &vault)
{
    if (auto swept = KeyRing(vault).removeOrphans(); !swept) // the next removal tries again
        qCWarning(logWallet) << "device keys of removed copies stay for now:" << errorId(swept.error().code);
}

Result<TakenCopy> takeCopyOf(Database &database, qint64 credentialId, qint64 now)
{
    // Never shown comes first (NULL sorts before any time), then the one whose last time is longest ago.
    // A copy that came back from a backup without its key is none.
    auto rows = database.prepare("SELECT credentials.token, usable.id, usable.token, usable.presented_at,"
                                 " (SELECT count(*) FROM copies JOIN holder_keys ON thumbprint = holder_thumbprint"
                                 " WHERE credential = ?1 AND presented_at IS NULL)"
                                 " FROM credentials LEFT JOIN (SELECT copies.* FROM copies JOIN holder_keys ON thumbprint = holder_thumbprint) AS usable"
                                 " ON usable.credential = credentials.id WHERE credentials.id = ?1"
                                 " ORDER BY usable.presented_at, usable.id LIMIT 1");
    if (!rows)
        return std::unexpected(rows.error());
    const auto row = rows->bindInteger(1, credentialId).step();
    if (!row)
        return std::unexpected(row.error());
    if (!*row)
        return fail(ErrorCode::InvalidInput, QStringLiteral("credential id"));
    const bool hasCopies = !rows->isNull(1);
    auto parsed = parseStored(rows->blob(hasCopies ? 2 : 0));
    if (!parsed)
        return std::unexpected(parsed.error());
    TakenCopy taken{std::move(*parsed), {}, false};
    if (!hasCopies)
        return taken;
    taken.reused = !rows->isNull(3);
    taken.left = static_cast<int>(rows->integer(4)) - (taken.reused ? 0 : 1);
    auto update = database.prepare("UPDATE copies SET presented_at = ? WHERE id = ?");
    if (!update)
        return std::unexpected(update.error());
    if (auto marked = update->bindInteger(1, now).bindInteger(2, rows->integer(1)).run(); !marked)
        return std::unexpected(marked.error());
    return taken;
}

} // namespace

Result<qint64> CredentialStore::insertBatch(const QList<QByteArray> &tokens, bool demo)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    const auto copies = parseBatch(tokens);
    if (!copies)
        return std::unexpected(copies.error());
    return writeSealed(m_vault, **database, [&]() -> Result<qint64> {
        const auto id = insertCredential(**database, copies->first(), demo, m_vault.clock().now());
        if (!id)
            return id;
        if (auto inserted = insertCopies(**database, *id, *copies); !inserted)
            return std::unexpected(inserted.error());
        return id;
    });
}

Result<void> CredentialStore::addCopies(qint64 credentialId, const QList<QByteArray> &tokens)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    const auto copies = parseBatch(tokens);
    if (!copies)
        return std::unexpected(copies.error());
    const auto original = find(credentialId);
    if (!original)
        return std::unexpected(original.error());
    if (!sameContent(original->credential.claims, copies->first().claims))
        return fail(ErrorCode::InvalidInput, QStringLiteral("copies"), QStringLiteral("of another credential"));
    const auto bound = areBound(**database, *copies);
    if (!bound)
        return std::unexpected(bound.error());
    if (*bound)
        return fail(ErrorCode::InvalidInput, QStringLiteral("copies"), QStringLiteral("two with one key"));
    auto added = writeSealed(m_vault, **database, [&]() -> Result<void> {
        if (auto forgotten = forgetShown(**database, credentialId, m_vault.clock().now() - longestOnScreen); !forgotten)
            return forgotten;
        return insertCopies(**database, credentialId, *copies);
    });
    if (added)
        sweepDeviceKeys(m_vault);
    return added;
}

Result<QList<qint64>> CredentialStore::runningLow(int atMost)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT id FROM credentials WHERE credential_type <> ?1 AND (SELECT count(*) FROM copies"
                                     " JOIN holder_keys ON thumbprint = copies.holder_thumbprint"
                                     " WHERE credential = credentials.id AND presented_at IS NULL) <= ?2 ORDER BY id DESC");
    if (!rows)
        return std::unexpected(rows.error());
    rows->bindInteger(1, static_cast<int>(credential::CredentialType::PrintedCopy)).bindInteger(2, atMost);
    QList<qint64> ids;
    const auto read = rows->forEachRow([&] { ids.append(rows->integer(0)); });
    return read ? Result<QList<qint64>>(std::move(ids)) : std::unexpected(read.error());
}

Result<TakenCopy> CredentialStore::takeCopy(qint64 credentialId)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    return writeSealed(m_vault, **database, [&] { return takeCopyOf(**database, credentialId, m_vault.clock().now()); });
}

Result<TakenCopy> CredentialStore::show(qint64 credentialId, const ActivityEntry &entry, ConsentRecord consent, const MakeCode &make)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    return writeSealed(m_vault, **database, [&]() -> Result<TakenCopy> {
        auto taken = takeCopyOf(**database, credentialId, m_vault.clock().now());
        if (!taken)
            return taken;
        if (auto made = make(taken->credential); !made)
            return std::unexpected(made.error());
        if (auto logged = insertActivity(**database, entry); !logged)
            return std::unexpected(logged.error());
        consent.activity = (*database)->lastInsertId();
        if (auto recorded = insertConsent(**database, consent); !recorded)
            return std::unexpected(recorded.error());
        return taken;
    });
}

Result<void> CredentialStore::remove(qint64 id)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto removed = writeSealed(m_vault, **database, [&]() -> Result<void> {
        // The keys of its copies go with it, unless something else is bound to one. Its own key stays: passes and receipts that are
        // on their way may be bound to it.
        for (const char *sql : {"DELETE FROM holder_keys WHERE thumbprint IN (SELECT holder_thumbprint FROM copies WHERE credential = ?1)"
                                " AND NOT EXISTS (SELECT 1 FROM credentials WHERE holder_thumbprint = holder_keys.thumbprint)"
                                " AND NOT EXISTS (SELECT 1 FROM copies WHERE holder_thumbprint = holder_keys.thumbprint AND credential <> ?1)",
                                "DELETE FROM credentials WHERE id = ?1"}) {
            auto statement = (*database)->prepare(sql);
            if (!statement)
                return std::unexpected(statement.error());
            if (auto done = statement->bindInteger(1, id).run(); !done)
                return done;
        }
        return {};
    });
    if (!removed)
        return removed;
    sweepDeviceKeys(m_vault);
    return {};
}

} // namespace dd::wallet
