#include "wallet/vault.h"

#include "core/base/log.h"
#include "wallet/biometric_wrap.h"
#include "wallet/key_ring.h"
#include "wallet/vault_private.h"

#include <QFileInfo>

namespace dd::wallet {

Vault::Vault(std::unique_ptr<Private> priv) : d(std::move(priv))
{
}

Vault::~Vault()
{
    lock();
}

bool Vault::exists(const QString &folder)
{
    return VaultFiles(folder).holdsVault();
}

Result<std::unique_ptr<Vault>> Vault::create(const QString &folder, const Secret &secret, Environment environment)
{
    if (!environment.keyStore.isAvailable())
        return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("create"));
    if (auto strong = checkSecret(secret, secretKindFor(environment.keyStore)); !strong)
        return std::unexpected(strong.error());
    if (!isKdfAcceptable(environment.kdf))
        return fail(ErrorCode::InvalidInput, QStringLiteral("key derivation parameters"));
    if (auto usable = checkCipherLibrary(); !usable)
        return std::unexpected(usable.error());
    const auto made = makePrivateFolder(folder, fileErrors);
    if (!made)
        return std::unexpected(made.error());
    auto lock = FolderLock::take(VaultFiles(folder).lock(), fileErrors);
    if (!lock)
        return std::unexpected(lock.error());
    auto priv = std::make_unique<Private>(folder, environment, std::move(*lock));
    if (priv->files.holdsVault())
        return fail(ErrorCode::InvalidInput, QStringLiteral("create"), QStringLiteral("a vault is there already"));
    auto built = priv->build(secret);
    if (!built) {
        priv->database.reset();
        priv->vaultKey.clear();
        if (auto cleaned = priv->files.removeEverything(environment.keyStore, environment.deviceKeys); !cleaned)
            qCWarning(logWallet) << "a vault that could not be made left something behind:" << errorId(cleaned.error().code);
        return std::unexpected(built.error());
    }
    return std::unique_ptr<Vault>(new Vault(std::move(priv)));
}

Result<std::unique_ptr<Vault>> Vault::open(const QString &folder, Environment environment)
{
    if (!exists(folder))
        return fail(ErrorCode::VaultMissing, QStringLiteral("open"));
    auto lock = FolderLock::take(VaultFiles(folder).lock(), fileErrors);
    if (!lock)
        return std::unexpected(lock.error());
    auto priv = std::make_unique<Private>(folder, environment, std::move(*lock));
    if (auto selected = priv->selectHeader(); !selected)
        return std::unexpected(selected.error());
    return std::unique_ptr<Vault>(new Vault(std::move(priv)));
}

SecretKind Vault::secretKind() const
{
    return d->header.secretKind;
}

bool Vault::isUnlocked() const
{
    return d->database != nullptr;
}

AttemptState Vault::attempts() const
{
    return attemptState(d->record, d->environment.clock.steadyMilliseconds(), d->environment.bootId);
}

Result<void> Vault::unlock(const Secret &secret)
{
    auto key = d->authenticate(secret);
    if (!key)
        return std::unexpected(key.error());
    if (isUnlocked())
        return {};
    if (auto entered = d->enter(std::move(*key)); !entered)
        return entered;
    d->tidyAfterUnlock(secret);
    return {};
}

void Vault::lock()
{
    if (d->database) {
        if (auto merged = d->database->checkpoint(); merged)
            d->rollbackGuard->settleLate();
        else
            qCWarning(logWallet) << "checkpoint at lock:" << errorId(merged.error().code);
        d->database.reset();
        d->rollbackGuard.reset();
    }
    d->vaultKey.clear();
}

bool Vault::wipesAfterManyTries() const
{
    return d->record.wipe;
}

Result<void> Vault::setWipesAfterManyTries(bool wipe)
{
    if (!isUnlocked())
        return fail(ErrorCode::VaultLocked);
    const auto hold = d->holdRecord();
    if (!hold)
        return std::unexpected(hold.error());
    AttemptRecord changed = d->record;
    changed.wipe = wipe;
    const auto stored = d->ledger->store(changed);
    if (d->ledger->current().wipe == wipe) // the key store's copy decides, even when the mirror could not follow
        d->record = changed;
    return stored;
}

Result<void> Vault::changeSecret(const Secret &current, const Secret &replacement)
{
    if (auto strong = checkSecret(replacement, d->header.secretKind); !strong)
        return strong;
    const auto key = d->authenticate(current);
    if (!key)
        return std::unexpected(key.error());
    return d->rewrap(*key, replacement, d->header.kdf);
}

Result<void> Vault::destroy(const QString &folder, KeyStore &keyStore, crypto::DeviceKeys *deviceKeys, BiometricStore *biometrics)
{
    if (!QFileInfo(folder).isDir())
        return {};
    const VaultFiles files(folder);
    const auto lock = FolderLock::take(files.lock(), fileErrors);
    if (!lock)
        return std::unexpected(lock.error());
    return files.removeEverything(keyStore, deviceKeys, biometrics);
}

bool Vault::hasBiometrics() const
{
    return QFileInfo::exists(d->files.biometric());
}

Result<void> Vault::enableBiometrics(const Secret &current, BiometricStore &store)
{
    const auto key = d->authenticate(current);
    if (!key)
        return std::unexpected(key.error());
    const Secret secret = d->environment.random.secret(vaultKeySize);
    if (secret.isEmpty())
        return fail(ErrorCode::Internal, QStringLiteral("memory"));
    const auto file = wrapForBiometrics(*key, secret, d->vaultId, d->environment.random);
    if (!file)
        return std::unexpected(file.error());
    // Off before it is on anew: beside a new secret the file of before is a damaged one.
    if (auto erased = eraseFile(d->files.biometric(), fileErrors); !erased)
        return erased;
    const QString entry = biometricEntryName(d->vaultId);
    auto done = store.write(entry, secret);
    if (done)
        done = writeDurably(d->files.biometric(), *file, fileErrors);
    if (!done) { // what the sensor kept from before would open a copy of the old file
        if (auto removed = store.remove(entry); !removed)
            qCWarning(logWallet) << "the sensor's entry stays for now:" << errorId(removed.error().code);
    }
    return done;
}

Result<void> Vault::disableBiometrics(BiometricStore &store)
{
    const auto removed = store.remove(biometricEntryName(d->vaultId)); // the secret first: without it the file is nothing
    const auto erased = eraseFile(d->files.biometric(), fileErrors);
    return removed ? erased : removed;
}

Result<void> Vault::unlockByBiometrics(BiometricStore &store)
{
    if (auto allowed = d->mayTry(d->environment.clock.steadyMilliseconds()); !allowed)
        return allowed;
    if (isUnlocked())
        return {};
    const auto file = readBounded(d->files.biometric(), 1024, fileErrors);
    if (!file)
        return std::unexpected(file.error());
    if (!*file)
        return fail(ErrorCode::KeyStoreEntryMissing, QStringLiteral("biometric wrap"));
    const auto secret = store.read(biometricEntryName(d->vaultId));
    if (!secret && secret.error().code == ErrorCode::BiometricChanged) {
        if (auto off = disableBiometrics(store); !off)
            qCWarning(logWallet) << "biometric wrap could not be cleared yet:" << errorId(off.error().code);
    }
    if (!secret)
        return std::unexpected(secret.error());
    auto key = unwrapByBiometrics(**file, *secret, d->vaultId);
    if (!key)
        return std::unexpected(key.error());
    return d->enter(std::move(*key));
}

Database *Vault::database()
{
    return d->database.get();
}

RollbackGuard &Vault::rollbackGuard()
{
    return *d->rollbackGuard;
}

Secret Vault::subKey(quint64 id, const char (&context)[9]) const
{
    return d->vaultKey.isEmpty() ? Secret() : crypto::subKey(d->vaultKey, id, context);
}

Random &Vault::random()
{
    return d->environment.random;
}

crypto::DeviceKeys *Vault::deviceKeys()
{
    return d->environment.deviceKeys;
}

const QByteArray &Vault::id() const
{
    return d->vaultId;
}

const Clock &Vault::clock() const
{
    return d->environment.clock;
}

} // namespace dd::wallet
