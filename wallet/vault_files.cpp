#include "wallet/vault_files.h"

#include "wallet/biometric_wrap.h"

#include <QDir>
#include <QFile>

namespace dd::wallet {
namespace {

constexpr QByteArrayView creatingMagic("DDCREATE");

} // namespace

VaultFiles::VaultFiles(QString folder) : m_folder(std::move(folder))
{
}

QString VaultFiles::path(const char *name) const
{
    return QDir(m_folder).filePath(QLatin1String(name));
}

QString VaultFiles::header(int slot) const
{
    return path(slot == 0 ? "header-a" : "header-b");
}

QString VaultFiles::database() const
{
    return path("vault.db");
}

QString VaultFiles::lock() const
{
    return path("lock");
}

QString VaultFiles::biometric() const
{
    return path("biometric");
}

QString VaultFiles::creating() const
{
    return path("creating");
}

bool VaultFiles::holdsVault() const
{
    // A database without a header is a damaged vault, which must not look like none at all.
    return !QFile::exists(creating()) && (QFile::exists(header(0)) || QFile::exists(header(1)) || QFile::exists(database()));
}

Result<void> VaultFiles::markCreating(const QByteArray &vaultId)
{
    return writeDurably(creating(), creatingMagic.toByteArray() + vaultId, fileErrors);
}

Result<void> VaultFiles::clearCreating()
{
    return eraseFile(creating(), fileErrors);
}

Result<VaultFiles::Slots> VaultFiles::readSlots() const
{
    Slots found;
    for (const int slot : {0, 1}) {
        const auto bytes = readBounded(header(slot), vaultHeaderLimit, fileErrors);
        if (!bytes && bytes.error().code != ErrorCode::VaultDamaged)
            return std::unexpected(bytes.error());
        if (!bytes || !*bytes)
            continue;
        if (auto parsed = parseVaultHeader(**bytes))
            found.headers.at(static_cast<std::size_t>(slot)) = *parsed;
        else if (parsed.error().code == ErrorCode::VaultNewer)
            found.newer = true;
    }
    return found;
}

QList<QByteArray> VaultFiles::mentionedIds() const
{
    QList<QByteArray> ids;
    const auto note = [&ids](const QByteArray &id) {
        if (id.size() == vaultIdSize && !ids.contains(id))
            ids.append(id);
    };
    for (const int slot : {0, 1}) {
        if (const auto bytes = readBounded(header(slot), vaultHeaderLimit, fileErrors); bytes && *bytes)
            note(vaultIdOf(**bytes));
    }
    if (const auto bytes = readBounded(AttemptLedger::mirrorPath(m_folder), 1024, fileErrors); bytes && *bytes)
        note(AttemptLedger::vaultIdOfMirror(**bytes));
    if (const auto bytes = readBounded(biometric(), 1024, fileErrors); bytes && *bytes)
        note(vaultIdOfBiometricWrap(**bytes));
    if (const auto bytes = readBounded(creating(), 1024, fileErrors); bytes && *bytes && (*bytes)->startsWith(creatingMagic))
        note((*bytes)->mid(creatingMagic.size()));
    return ids;
}

Result<void> VaultFiles::removeContents(KeyStore &keyStore, crypto::DeviceKeys *deviceKeys, BiometricStore *biometrics) const
{
    for (const QByteArray &id : mentionedIds()) {
        const KeyStoreNames names(id);
        for (const QString &name : {names.secret[0], names.secret[1], names.seal, names.record, names.generation}) {
            if (auto removed = keyStore.remove(name); !removed)
                return removed;
        }
        if (biometrics) {
            if (auto removed = biometrics->remove(biometricEntryName(id)); !removed)
                return removed;
        }
        const Result<QStringList> owned = deviceKeys ? deviceKeys->names(names.holderPrefix) : QStringList();
        if (!owned)
            return std::unexpected(owned.error());
        for (const QString &name : *owned) {
            if (auto removed = deviceKeys->remove(name); !removed)
                return removed;
        }
    }
    const QStringList files{header(0),
                            header(1),
                            AttemptLedger::mirrorPath(m_folder),
                            biometric(),
                            database(),
                            database() + QStringLiteral("-wal"),
                            database() + QStringLiteral("-shm"),
                            database() + QStringLiteral("-journal"),
                            creating()};
    for (const QString &file : files) {
        if (auto erased = eraseFile(file, fileErrors); !erased)
            return erased;
    }
    return {};
}

Result<void> VaultFiles::removeEverything(KeyStore &keyStore, crypto::DeviceKeys *deviceKeys, BiometricStore *biometrics) const
{
    if (auto removed = removeContents(keyStore, deviceKeys, biometrics); !removed)
        return removed;
    if (auto erased = eraseFile(lock(), fileErrors); !erased)
        return erased;
    QDir().rmdir(m_folder); // stays when something else lives there
    return {};
}

} // namespace dd::wallet
