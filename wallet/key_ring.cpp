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

Result<void> KeyRing::insert(const crypto::PublicKey &key, crypto::Algorithm algorithm, const QByteArray *sealedPrivate, const QString &deviceName)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    return writeSealed(m_vault, **database, [&]() -> Result<void> {
        auto statement = (*database)->prepare("INSERT INTO holder_keys (thumbprint, algorithm, public_key, sealed_private, device_name, created_at)"
                                              " VALUES (?, ?, ?, ?, ?, ?)");
        if (!statement)
            return std::unexpected(statement.error());
        statement->bindBlob(1, key.thumbprint()).bindInteger(2, static_cast<int>(algorithm)).bindBlob(3, key.cose());
        sealedPrivate ? statement->bindBlob(4, *sealedPrivate) : statement->bindNull(4);
        deviceName.isEmpty() ? statement->bindNull(5) : statement->bindText(5, deviceName);
        return statement->bindInteger(6, m_vault.clock().now()).run();
    });
}

Result<crypto::PublicKey> KeyRing::generate(KeyHome home)
{
    if (auto database = openDatabase(m_vault); !database)
        return std::unexpected(database.error());
    if (home == KeyHome::Device) {
        crypto::DeviceKeys *device = m_vault.deviceKeys();
        if (!device || !device->isAvailable())
            return noDeviceKeys();
        const QString name = KeyStoreNames(m_vault.id()).holderPrefix + QString::fromLatin1(m_vault.random().bytes(8).toHex());
        auto key = device->generate(name);
        if (!key)
            return key;
        if (auto inserted = insert(*key, crypto::Algorithm::Esp256, nullptr, name); !inserted) {
            if (auto removed = device->remove(name); !removed) // removeOrphans() will
                return std::unexpected(removed.error());
            return std::unexpected(inserted.error());
        }
        return key;
    }
    const auto signer = crypto::generateSigner(crypto::Algorithm::Ed25519, m_vault.random());
    if (!signer)
        return std::unexpected(signer.error());
    const crypto::PublicKey publicKey = (*signer)->publicKey();
    const Secret sealKey = m_vault.subKey(holderKeyId, holderKeyContext);
    if (sealKey.isEmpty() || (*signer)->privateKey().isEmpty())
        return fail(ErrorCode::Internal, QStringLiteral("memory"));
    const QByteArray sealed = crypto::seal(sealKey, (*signer)->privateKey().view(), holderKeyLabel(publicKey.thumbprint()), m_vault.random());
    if (sealed.isEmpty())
        return fail(ErrorCode::CryptoFailed, QStringLiteral("seal holder key"));
    if (auto inserted = insert(publicKey, (*signer)->algorithm(), &sealed, {}); !inserted)
        return std::unexpected(inserted.error());
    return publicKey;
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

Result<void> KeyRing::remove(QByteArrayView thumbprint)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto removed = writeSealed(m_vault, **database, [&]() -> Result<void> {
        auto statement = (*database)->prepare("DELETE FROM holder_keys WHERE thumbprint = ?");
        if (!statement)
            return std::unexpected(statement.error());
        return statement->bindBlob(1, thumbprint).run();
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
