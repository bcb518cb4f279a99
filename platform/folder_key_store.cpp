#include "platform/folder_key_store.h"

#include "core/base/durable_file.h"
#include "platform/key_store_entry.h"

#include <QDir>

namespace dd::platform {
namespace {

constexpr FileErrors entryErrors{ErrorCode::KeyStoreUnavailable};
constexpr QLatin1String suffix(".key"); // keeps the names "." and ".." harmless

} // namespace

FolderKeyStore::FolderKeyStore(QString folder, KeyStoreClass storeClass, QString name, bool fake)
    : m_folder(std::move(folder)), m_class(storeClass), m_name(std::move(name)), m_fake(fake),
      m_available(makePrivateFolder(m_folder, entryErrors).has_value())
{
}

Result<Secret> FolderKeyStore::read(const QString &name)
{
    if (!isKeyStoreEntryName(name))
        return badKeyStoreEntry();
    auto value = readSecretFile(pathOf(name), keyStoreEntryLimit, entryErrors);
    if (!value)
        return std::unexpected(value.error());
    // A folder that is not there at all is trouble, not an answer.
    if (!*value && QDir(m_folder).exists())
        return fail(ErrorCode::KeyStoreEntryMissing, QStringLiteral("read"));
    if (!*value || (*value)->isEmpty())
        return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("read"));
    return std::move(**value);
}

Result<void> FolderKeyStore::write(const QString &name, const Secret &value)
{
    if (!isKeyStoreEntry(name, value))
        return badKeyStoreEntry();
    return writeDurably(pathOf(name), value.view(), entryErrors);
}

Result<void> FolderKeyStore::remove(const QString &name)
{
    return isKeyStoreEntryName(name) ? eraseFile(pathOf(name), entryErrors) : badKeyStoreEntry();
}

QStringList FolderKeyStore::names(const QString &prefix) const
{
    QStringList all;
    for (QString name : QDir(m_folder).entryList({QLatin1Char('*') + suffix}, QDir::Files)) {
        name.chop(suffix.size());
        if (name.startsWith(prefix))
            all.append(name);
    }
    return all;
}

QString FolderKeyStore::pathOf(const QString &name) const
{
    return QDir(m_folder).filePath(name + suffix);
}

} // namespace dd::platform
