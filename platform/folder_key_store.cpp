#include "platform/folder_key_store.h"

#include "core/base/durable_file.h"

#include <QDir>
#include <algorithm>

namespace dd::platform {
namespace {

constexpr FileErrors entryErrors{ErrorCode::KeyStoreUnavailable};
constexpr qsizetype entryLimit = 64 * 1024;

// [a-z0-9.-]{1,80}
bool isEntryName(const QString &name)
{
    return name.size() >= 1 && name.size() <= 80 && std::all_of(name.begin(), name.end(), [](QChar c) {
               return (c >= QLatin1Char('a') && c <= QLatin1Char('z')) || (c >= QLatin1Char('0') && c <= QLatin1Char('9')) || c == QLatin1Char('.') ||
                      c == QLatin1Char('-');
           });
}

std::unexpected<Error> badEntry()
{
    return fail(ErrorCode::InvalidInput, QStringLiteral("key store entry"));
}

constexpr QLatin1String suffix(".key"); // keeps the names "." and ".." harmless

} // namespace

FolderKeyStore::FolderKeyStore(QString folder, KeyStoreClass storeClass, QString name, bool fake)
    : m_folder(std::move(folder)), m_class(storeClass), m_name(std::move(name)), m_fake(fake),
      m_available(makePrivateFolder(m_folder, entryErrors).has_value())
{
}

Result<Secret> FolderKeyStore::read(const QString &name)
{
    if (!isEntryName(name))
        return badEntry();
    auto value = readSecretFile(pathOf(name), entryLimit, entryErrors);
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
    if (!isEntryName(name) || value.isEmpty() || value.view().size() > entryLimit)
        return badEntry();
    return writeDurably(pathOf(name), value.view(), entryErrors);
}

Result<void> FolderKeyStore::remove(const QString &name)
{
    return isEntryName(name) ? eraseFile(pathOf(name), entryErrors) : badEntry();
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
