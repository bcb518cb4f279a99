#include "platform/folder_key_store.h"

#include "core/base/durable_file.h"
#include "platform/key_store_entry.h"

#include <cerrno>
#include <fcntl.h>
#include <QDir>
#include <QFile>
#include <sys/file.h>
#include <unistd.h>

namespace dd::platform {
namespace {

constexpr FileErrors entryErrors{ErrorCode::KeyStoreUnavailable};
constexpr QLatin1String suffix(".key"); // keeps the names "." and ".." harmless
constexpr int holdTries = 500;          // of 10 ms
constexpr useconds_t holdPause = 10'000;

class FolderHold final : public KeyStoreHold
{
public:
    explicit FolderHold(FileDescriptor folder) : m_folder(std::move(folder)) {}

private:
    FileDescriptor m_folder; // closing it lets go, and so does dying
};

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

Result<std::unique_ptr<KeyStoreHold>> FolderKeyStore::hold()
{
    FileDescriptor folder(::open(QFile::encodeName(m_folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen())
        return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("hold"));
    for (int attempt = 0; ::flock(folder.get(), LOCK_EX | LOCK_NB) != 0; ++attempt) {
        if (errno != EWOULDBLOCK || attempt == holdTries)
            return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("hold"), QStringLiteral("another process keeps it"));
        ::usleep(holdPause);
    }
    return std::make_unique<FolderHold>(std::move(folder));
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
