#include "wallet/key_ring.h"

#include "core/crypto/symmetric.h"
#include "wallet/attempt_ledger.h"
#include "wallet/store_support.h"
#include "wallet/sub_keys.h"

namespace dd::wallet {
namespace {

// The seal names its key, so that one row's secret cannot be moved under another row's name.
QByteArray holderKeyLabel(QByteArrayView thumbprint)
{
    return QByteArrayLiteral("DinhDanh-holder-1") + thumbprint.toByteArray();
}

std::unexpected<Error> noDeviceKeys()
{
    return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("holder key"), QStringLiteral("this device keeps no keys"));
}

} // namespace

KeyHome KeyRing::bestHome() const
{
    const crypto::DeviceKeys *device = m_vault.deviceKeys();
    return device && device->isAvailable() ? KeyHome::Device : KeyHome::Vault;
}

Result<void> KeyRing::insert(const QList<NewKey> &keys)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    return writeSealed(m_vault, **database, [&]() -> Result<void> {
        auto statement = (*database)->prepare("INSERT INTO holder_keys (thumbprint, algorithm, public_key, sealed_private, device_name, created_at)"
                                              " VALUES (?, ?, ?, ?, ?, ?)");
        if (!statement)
            return std::unexpected(statement.error());
        for (const NewKey &each : keys) {
            statement->bindBlob(1, each.key.thumbprint()).bindInteger(2, static_cast<int>(each.algorithm)).bindBlob(3, each.key.cose());
            each.sealedPrivate.isEmpty() ? statement->bindNull(4) : statement->bindBlob(4, each.sealedPrivate);
            each.deviceName.isEmpty() ? statement->bindNull(5) : statement->bindText(5, each.deviceName);
            if (auto inserted = statement->bindInteger(6, m_vault.clock().now()).run(); !inserted)
                return inserted;
            statement->reset();
        }
        return {};
    });
}

Result<KeyRing::NewKey> KeyRing::make(KeyHome home)
{
    if (home == KeyHome::Device) {
        crypto::DeviceKeys *device = m_vault.deviceKeys();
        if (!device || !device->isAvailable())
            return noDeviceKeys();
        const QString name = KeyStoreNames(m_vault.id()).holderPrefix + QString::fromLatin1(m_vault.random().bytes(8).toHex());
        auto key = device->generate(name);
        if (!key)
            return std::unexpected(key.error());
        return NewKey{std::move(*key), crypto::Algorithm::Esp256, {}, name};
    }
    const auto signer = crypto::generateSigner(crypto::Algorithm::Ed25519, m_vault.random());
    if (!signer)
        return std::unexpected(signer.error());
    const Secret sealKey = m_vault.subKey(holderKeyId, holderKeyContext);
    if (sealKey.isEmpty() || (*signer)->privateKey().isEmpty())
        return fail(ErrorCode::Internal, QStringLiteral("memory"));
    NewKey made{(*signer)->publicKey(), (*signer)->algorithm(), {}, {}};
    made.sealedPrivate = crypto::seal(sealKey, (*signer)->privateKey().view(), holderKeyLabel(made.key.thumbprint()), m_vault.random());
    if (made.sealedPrivate.isEmpty())
        return fail(ErrorCode::CryptoFailed, QStringLiteral("seal holder key"));
    return made;
}

Result<crypto::PublicKey> KeyRing::generate(KeyHome home)
{
    auto keys = generateSeveral(1, home);
    return keys ? Result<crypto::PublicKey>(std::move(keys->first())) : std::unexpected(keys.error());
}

Result<QList<crypto::PublicKey>> KeyRing::generateSeveral(int count, KeyHome home)
{
    if (auto database = openDatabase(m_vault); !database)
        return std::unexpected(database.error());
    QList<NewKey> made;
    QList<crypto::PublicKey> keys;
    Result<void> done;
    for (int i = 0; i < count && done; ++i) {
        auto key = make(home);
        if (key) {
            keys.append(key->key);
            made.append(std::move(*key));
        } else {
            done = std::unexpected(key.error());
        }
    }
    if (done)
        done = insert(made);
    if (done)
        return keys;
    for (const NewKey &each : std::as_const(made)) {
        if (each.deviceName.isEmpty())
            continue;
        if (auto removed = m_vault.deviceKeys()->remove(each.deviceName); !removed) // removeOrphans() will
            return std::unexpected(removed.error());
    }
    return std::unexpected(done.error());
}

Result<std::unique_ptr<crypto::Signer>> KeyRing::signer(QByteArrayView thumbprint)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT algorithm, sealed_private, device_name FROM holder_keys WHERE thumbprint = ?");
    if (!rows)
        return std::unexpected(rows.error());
    const auto row = rows->bindBlob(1, thumbprint).step();
    if (!row)
        return std::unexpected(row.error());
    if (!*row)
        return fail(ErrorCode::VaultKeyMissing, QStringLiteral("holder key"));
    Result<std::unique_ptr<crypto::Signer>> signer = fail(ErrorCode::VaultDamaged, QStringLiteral("holder key"));
    if (!rows->isNull(2)) {
        crypto::DeviceKeys *device = m_vault.deviceKeys();
        if (!device)
            return noDeviceKeys();
        signer = device->signer(rows->text(2));
        if (!signer && signer.error().code == ErrorCode::KeyStoreEntryMissing)
            return fail(ErrorCode::VaultKeyMissing, QStringLiteral("holder key"));
    } else if (const auto seed = crypto::open(m_vault.subKey(holderKeyId, holderKeyContext), rows->blob(1), holderKeyLabel(thumbprint));
               seed && rows->integer(0) == static_cast<int>(crypto::Algorithm::Ed25519)) {
        signer = crypto::makeEd25519Signer(*seed);
    }
    if (signer && (*signer)->publicKey().thumbprint() != thumbprint)
        return fail(ErrorCode::VaultDamaged, QStringLiteral("holder key"));
    return signer;
}

Result<QSet<QByteArray>> KeyRing::held()
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    crypto::DeviceKeys *device = m_vault.deviceKeys();
    const auto kept = device && device->isAvailable() ? device->names(KeyStoreNames(m_vault.id()).holderPrefix) : QStringList();
    if (!kept)
        return std::unexpected(kept.error());
    auto rows = (*database)->prepare("SELECT thumbprint, device_name FROM holder_keys");
    if (!rows)
        return std::unexpected(rows.error());
    QSet<QByteArray> held;
    const auto read = rows->forEachRow([&] {
        if (rows->isNull(1) || kept->contains(rows->text(1)))
            held.insert(rows->blob(0));
    });
    if (!read)
        return std::unexpected(read.error());
    return held;
}

Result<void> KeyRing::remove(const QList<QByteArray> &thumbprints)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto removed = writeSealed(m_vault, **database, [&]() -> Result<void> {
        auto statement = (*database)->prepare("DELETE FROM holder_keys WHERE thumbprint = ?");
        if (!statement)
            return std::unexpected(statement.error());
        for (const QByteArray &thumbprint : thumbprints) {
            if (auto gone = statement->bindBlob(1, thumbprint).run(); !gone)
                return gone;
            statement->reset();
        }
        return {};
    });
    return removed ? removeOrphans() : removed;
}

Result<void> KeyRing::removeOrphans()
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    crypto::DeviceKeys *device = m_vault.deviceKeys();
    if (!device || !device->isAvailable())
        return {};
    const auto kept = device->names(KeyStoreNames(m_vault.id()).holderPrefix);
    if (!kept)
        return std::unexpected(kept.error());
    for (const QString &name : *kept) {
        auto rows = (*database)->prepare("SELECT 1 FROM holder_keys WHERE device_name = ?");
        if (!rows)
            return std::unexpected(rows.error());
        const auto row = rows->bindText(1, name).step();
        if (!row)
            return std::unexpected(row.error());
        if (*row)
            continue;
        if (auto removed = device->remove(name); !removed)
            return removed;
    }
    return {};
}

} // namespace dd::wallet
