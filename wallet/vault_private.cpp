#include "wallet/vault_private.h"

#include "core/base/log.h"
#include "wallet/migrations/migrations.h"
#include "wallet/sub_keys.h"

#include <algorithm>

namespace dd::wallet {
namespace {

constexpr std::size_t hardwareSecretSize = 32;

int otherSlot(int slot)
{
    return 1 - slot;
}

std::unexpected<Error> noUsableSlot(const VaultFiles::Slots &found, const char *why)
{
    return fail(found.newer ? ErrorCode::VaultNewer : ErrorCode::VaultDamaged, QStringLiteral("header"), QLatin1String(why));
}

} // namespace

Vault::Private::Private(const QString &folder, const Environment &given, FolderLock held)
    : files(folder), environment(given), folderLock(std::move(held))
{
    if (environment.bootId.size() != 16)
        environment.bootId = systemBootId();
}

Result<void> Vault::Private::build(const Secret &secret)
{
    // What lies here now is what a creation that was cut short left.
    if (auto cleaned = files.removeContents(environment.keyStore, environment.deviceKeys, environment.biometrics); !cleaned)
        return cleaned;
    header.secretKind = secretKindFor(environment.keyStore);
    header.storeClass = environment.keyStore.storeClass();
    vaultId = environment.random.bytes(vaultIdSize);
    header.vaultId = vaultId;
    header.kdf = environment.kdf;
    header.salt = environment.random.bytes(crypto::argon2SaltSize);
    if (auto marked = files.markCreating(vaultId); !marked)
        return marked;

    const Secret hardwareSecret = environment.random.secret(hardwareSecretSize);
    vaultKey = environment.random.secret(vaultKeySize);
    if (hardwareSecret.isEmpty() || vaultKey.isEmpty())
        return fail(ErrorCode::Internal, QStringLiteral("memory"));
    if (auto written = environment.keyStore.write(KeyStoreNames(vaultId).secret[slot], hardwareSecret); !written)
        return written;
    ledger.emplace(environment.keyStore, environment.random, files.folder(), vaultId);
    if (auto stored = ledger->store({0, header.wrapGeneration, 0, 0, environment.bootId}); !stored)
        return stored;
    record = ledger->current();

    if (auto made = createPrivateFile(files.database(), fileErrors); !made)
        return made;
    auto opened = Database::open(files.database(), crypto::subKey(vaultKey, databaseKeyId, databaseKeyContext), Database::Mode::Create);
    if (!opened)
        return std::unexpected(opened.error());
    database = std::move(*opened);
    if (auto migrated = migrate(*database); !migrated)
        return migrated;
    rollbackGuard.emplace(environment.keyStore, environment.random, vaultId);
    if (auto begun = rollbackGuard->begin(*database); !begun)
        return begun;
    if (auto merged = database->checkpoint(); !merged)
        return merged;
    if (isPlaintextDatabase(files.database()))
        return fail(ErrorCode::VaultUnsupportedLibrary, QStringLiteral("database header"), QStringLiteral("not encrypted"));

    if (auto wrapped = wrapKey(header, vaultKey, hardwareSecret, secret, environment.random); !wrapped)
        return wrapped;
    if (auto written = writeDurably(files.header(slot), encode(header), fileErrors); !written)
        return written;
    return files.clearCreating();
}

Result<void> Vault::Private::selectHeader()
{
    const auto found = files.readSlots();
    if (!found)
        return std::unexpected(found.error());
    const auto &[a, b] = found->headers;
    if (!a && !b)
        return noUsableSlot(*found, "none whole");
    if (a && b && a->vaultId != b->vaultId)
        return noUsableSlot(*found, "two vaults");
    // Said before the record is looked for: a store of the other class has none, and that would read as tampering and as a wait.
    const KeyStoreClass present = environment.keyStore.storeClass();
    if (present != KeyStoreClass::None && present != (a ? a : b)->storeClass)
        return fail(ErrorCode::VaultOtherKeyStore, QStringLiteral("key store class"));

    ledger.emplace(environment.keyStore, environment.random, files.folder(), (a ? a : b)->vaultId);
    const auto hold = environment.keyStore.hold();
    if (!hold)
        return std::unexpected(hold.error());
    const auto trust = ledger->load();
    if (!trust)
        return std::unexpected(trust.error());
    record = ledger->current();
    const qint64 now = environment.clock.steadyMilliseconds();
    const auto chosen = record.sequence > 0 ? slotByRecord(*found) : slotWithSecret(*found);
    if (!chosen)
        return std::unexpected(chosen.error());
    slot = *chosen;
    header = *found->headers.at(static_cast<std::size_t>(slot));
    vaultId = header.vaultId;
    record.wrapGeneration = header.wrapGeneration;

    const bool broken = *trust == AttemptLedger::Trust::Broken || ledger->current().wrapGeneration != header.wrapGeneration;
    if (broken) // locked, not fresh
        record.failed = std::max(record.failed, failuresForLongestWait);
    if (broken || (waitAfterFailures(record.failed) > 0 && !belongsToThisRun(record, now, environment.bootId))) {
        record.waitFrom = now;
        record.bootId = environment.bootId;
        // Where this cannot be written, the next start restarts the wait again: never to the guesser's advantage.
        if (auto stored = ledger->store(record); !stored)
            qCWarning(logWallet) << "attempt record:" << errorId(stored.error().code);
    }
    return {};
}

// The generation that the record names. A later one is taken too while the key store has its secret (the record was lost
// and began again); an earlier one never: that is the old header with the old secret.
Result<int> Vault::Private::slotByRecord(const VaultFiles::Slots &found)
{
    for (const int candidate : {0, 1}) {
        const auto &entry = found.headers.at(static_cast<std::size_t>(candidate));
        if (entry && entry->wrapGeneration == record.wrapGeneration)
            return candidate;
    }
    for (const int candidate : {0, 1}) {
        const auto &entry = found.headers.at(static_cast<std::size_t>(candidate));
        if (!entry || entry->wrapGeneration < record.wrapGeneration)
            continue;
        const auto held = environment.keyStore.read(KeyStoreNames(entry->vaultId).secret[candidate]);
        if (held)
            return candidate;
        if (held.error().code != ErrorCode::KeyStoreEntryMissing)
            return std::unexpected(held.error());
    }
    return noUsableSlot(found, "not the one the key store knows");
}

// Without a record, the older header that the key store still has a secret for: a change nobody can prove was not finished.
Result<int> Vault::Private::slotWithSecret(const VaultFiles::Slots &found)
{
    const auto &[a, b] = found.headers;
    const int older = a && (!b || a->wrapGeneration <= b->wrapGeneration) ? 0 : 1;
    const int newer = otherSlot(older);
    if (!found.headers.at(static_cast<std::size_t>(newer)))
        return older;
    const auto held = environment.keyStore.read(KeyStoreNames((*a).vaultId).secret[older]);
    if (held)
        return older;
    return held.error().code == ErrorCode::KeyStoreEntryMissing ? Result<int>(newer) : std::unexpected(held.error());
}

Result<void> Vault::Private::enter(Secret key)
{
    auto opened = Database::open(files.database(), crypto::subKey(key, databaseKeyId, databaseKeyContext), Database::Mode::Existing);
    if (!opened)
        return std::unexpected(opened.error());
    const auto version = schemaVersion(**opened);
    if (!version)
        return std::unexpected(version.error());
    if (*version > latestSchemaVersion())
        return fail(ErrorCode::VaultNewer, QStringLiteral("schema"), QString::number(*version));
    RollbackGuard guard(environment.keyStore, environment.random, vaultId);
    const bool guarded = *version >= firstGuardedSchema;
    if (auto sound = guarded ? guard.check(**opened) : guard.adopt(**opened); !sound)
        return sound;
    if (auto migrated = migrate(**opened); !migrated)
        return migrated;
    if (*version < latestSchemaVersion()) { // as after every sealed commit (writeSealed)
        if (auto merged = (*opened)->checkpoint(); !merged)
            return merged;
    }
    if (auto sound = guarded ? Result<void>() : guard.check(**opened); !sound)
        return sound;
    database = std::move(*opened);
    rollbackGuard.emplace(guard);
    vaultKey = std::move(key);
    return {};
}

Result<std::unique_ptr<KeyStoreHold>> Vault::Private::holdRecord()
{
    auto hold = environment.keyStore.hold();
    if (!hold)
        return hold;
    const auto found = ledger->lookAgain();
    if (!found)
        return std::unexpected(found.error());
    const int known = record.failed;
    switch (*found) {
    case AttemptLedger::Found::AsKnown:
        break;
    case AttemptLedger::Found::Newer:
        if (ledger->current().wrapGeneration != header.wrapGeneration)
            return fail(ErrorCode::VaultInUse, QStringLiteral("attempt record"), QStringLiteral("another process changed the secret"));
        record = ledger->current();
        record.failed = std::max(record.failed, known);
        break;
    case AttemptLedger::Found::Lost: // locked, not fresh
        record.failed = std::max(known, failuresForLongestWait);
        record.waitFrom = environment.clock.steadyMilliseconds();
        record.bootId = environment.bootId;
        break;
    }
    return hold;
}

Result<void> Vault::Private::mayTry(qint64 now) const
{
    if (const qint64 wait = attemptState(record, now, environment.bootId).waitMs; wait > 0)
        return fail(ErrorCode::VaultWait, QStringLiteral("unlock"), QStringLiteral("%1 s").arg((wait + 999) / 1000));
    return {};
}

Result<AttemptRecord> Vault::Private::countTry(qint64 now)
{
    const auto hold = holdRecord();
    if (!hold)
        return std::unexpected(hold.error());
    if (auto allowed = mayTry(now); !allowed)
        return std::unexpected(allowed.error());
    const AttemptRecord before = record;
    record.failed += 1;
    record.waitFrom = now;
    record.bootId = environment.bootId;
    if (auto stored = ledger->store(record); !stored) {
        // Even when writing fails half-way: a count too many locks, one too few lets guess.
        if (ledger->current().failed < record.failed)
            record = before;
        return std::unexpected(stored.error());
    }
    return before;
}

Result<Secret> Vault::Private::authenticate(const Secret &secret)
{
    if (secret.isEmpty())
        return fail(ErrorCode::InvalidInput, QStringLiteral("unlock"));
    const qint64 now = environment.clock.steadyMilliseconds();
    if (auto allowed = mayTry(now); !allowed)
        return std::unexpected(allowed.error());
    const auto hardwareSecret = environment.keyStore.read(KeyStoreNames(vaultId).secret[slot]);
    if (!hardwareSecret)
        return std::unexpected(hardwareSecret.error());
    if (hardwareSecret->size() != hardwareSecretSize)
        return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("hardware secret"), QStringLiteral("wrong size"));
    const auto before = countTry(now);
    if (!before)
        return std::unexpected(before.error());

    auto key = unwrapKey(header, *hardwareSecret, secret);
    if (!key && key.error().code == ErrorCode::CryptoOpenFailed) {
        if (record.wipe && record.failed >= failuresForWipe)
            return std::unexpected(wipe());
        Error refused{ErrorCode::VaultWrongSecret, QStringLiteral("unwrap"), {}, attemptState(record, now, environment.bootId).freeLeft};
        return fail(std::move(refused));
    }
    // Right, or nothing was tried at all (no memory for Argon2id): either way this was not a wrong guess.
    const auto hold = holdRecord();
    if (!hold)
        return std::unexpected(hold.error());
    AttemptRecord after{0, header.wrapGeneration, 0, now, environment.bootId, record.wipe};
    if (!key) { // what others counted meanwhile stays
        after = *before;
        after.failed = record.failed - 1;
    }
    if (auto stored = ledger->store(after); stored)
        record = after;
    else
        qCWarning(logWallet) << "attempt record:" << errorId(stored.error().code);
    return key;
}

// The marker of an unfinished vault comes first: from there on there is none, and whoever looks next (create() or destroy())
// finishes what a crash cut short. Where it cannot be written, the keys go all the same.
Error Vault::Private::wipe()
{
    const auto marked = files.markCreating(vaultId);
    if (auto removed = files.removeContents(environment.keyStore, environment.deviceKeys, environment.biometrics); !removed) {
        // An entry that the key store keeps is worth nothing without the wrapped key.
        const auto a = eraseFile(files.header(0), fileErrors);
        const auto b = eraseFile(files.header(1), fileErrors);
        if (!marked || !a || !b)
            return removed.error();
        qCWarning(logWallet) << "erased, and something was left behind:" << errorId(removed.error().code);
    }
    return Error{ErrorCode::VaultErased, QStringLiteral("unlock"), {}, {}};
}

Result<void> Vault::Private::rewrap(const Secret &key, const Secret &secret, crypto::Argon2Parameters kdf)
{
    const KeyStoreNames names(vaultId);
    const int target = otherSlot(slot);
    VaultHeader next = header;
    next.wrapGeneration = header.wrapGeneration + 1;
    next.kdf = kdf;
    next.salt = environment.random.bytes(crypto::argon2SaltSize);
    const Secret hardwareSecret = environment.random.secret(hardwareSecretSize);
    if (hardwareSecret.isEmpty())
        return fail(ErrorCode::Internal, QStringLiteral("memory"));
    if (auto wrapped = wrapKey(next, key, hardwareSecret, secret, environment.random); !wrapped)
        return wrapped;

    const auto hold = holdRecord(); // before anything of another process's change could be written over
    if (!hold)
        return std::unexpected(hold.error());
    auto prepared = environment.keyStore.write(names.secret[target], hardwareSecret);
    if (prepared)
        prepared = writeDurably(files.header(target), encode(next), fileErrors);
    if (!prepared) {
        loseOtherSlot();
        return prepared;
    }
    AttemptRecord committed = record;
    committed.wrapGeneration = next.wrapGeneration;
    const auto stored = ledger->store(committed);
    // The key store's copy decides, even when the mirror could not follow; in doubt both slots stay until the next start.
    if (ledger->current().wrapGeneration != next.wrapGeneration)
        return stored;
    record = committed;
    header = next;
    slot = target;
    loseOtherSlot();
    return {};
}

void Vault::Private::loseOtherSlot()
{
    const int other = otherSlot(slot);
    const auto removed = environment.keyStore.remove(KeyStoreNames(vaultId).secret[other]);
    const auto erased = eraseFile(files.header(other), fileErrors);
    if (!removed || !erased)
        qCWarning(logWallet) << "the other header slot could not be cleared yet";
}

void Vault::Private::tidyAfterUnlock(const Secret &secret)
{
    loseOtherSlot();
    const crypto::Argon2Parameters raised{std::max(header.kdf.memoryKiB, environment.kdf.memoryKiB),
                                          std::max(header.kdf.iterations, environment.kdf.iterations)};
    if (raised == header.kdf || !isKdfAcceptable(raised))
        return;
    if (auto done = rewrap(vaultKey, secret, raised); !done)
        qCWarning(logWallet) << "key derivation stays as it was:" << errorId(done.error().code);
}

} // namespace dd::wallet
