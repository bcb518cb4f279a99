#include "platform/desktop/key_store_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <sys/stat.h>
#include <unistd.h>

namespace dd::platform {
namespace {

constexpr char temporarySuffix[] = ".new";

class KeyFileHandle
{
public:
    explicit KeyFileHandle(int descriptor) : m_descriptor(descriptor) {}
    ~KeyFileHandle()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(KeyFileHandle)
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    [[nodiscard]] int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

std::unexpected<Error> keyStoreFailed(const char *step)
{
    return fail(ErrorCode::KeyStoreUnavailable, QLatin1String(step), QStringLiteral("errno %1").arg(errno));
}

// The suffix keeps the names "." and ".." harmless.
QByteArray entryPath(const QString &folder, const QString &name)
{
    return QFile::encodeName(QDir(folder).filePath(name + QStringLiteral(".key")));
}

bool syncKeyFolder(const QString &folder)
{
    const KeyFileHandle directory(::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return directory.isOpen() && ::fsync(directory.get()) == 0;
}

bool transferAll(auto &&transfer, std::size_t size)
{
    std::size_t done = 0;
    while (done < size) {
        const ssize_t count = transfer(done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        done += static_cast<std::size_t>(count);
    }
    return true;
}

void overwriteWithZeros(const QByteArray &path, std::size_t size)
{
    const KeyFileHandle file(::open(path.constData(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.isOpen())
        return;
    static constexpr std::array<char, keyStoreEntryLimit> zeros{};
    const std::size_t length = std::min(size, zeros.size());
    if (transferAll([&](std::size_t done) { return ::write(file.get(), zeros.data() + done, length - done); }, length))
        ::fsync(file.get());
}

} // namespace

bool isKeyStoreName(const QString &name)
{
    return name.size() >= 1 && name.size() <= 80 && std::all_of(name.begin(), name.end(), [](QChar c) {
               return (c >= QLatin1Char('a') && c <= QLatin1Char('z')) || (c >= QLatin1Char('0') && c <= QLatin1Char('9')) || c == QLatin1Char('.') ||
                      c == QLatin1Char('-');
           });
}

Result<void> makeKeyStoreFolder(const QString &folder)
{
    const QByteArray name = QFile::encodeName(folder);
    if (!QDir(folder).exists()) {
        if (!QDir().mkpath(QFileInfo(QDir::cleanPath(folder)).absolutePath()) || ::mkdir(name.constData(), 0700) != 0)
            return keyStoreFailed("make folder");
    }
    if (::chmod(name.constData(), 0700) != 0)
        return keyStoreFailed("folder mode");
    return {};
}

Result<Secret> readKeyStoreFile(const QString &folder, const QString &name)
{
    if (!isKeyStoreName(name))
        return fail(ErrorCode::InvalidInput, QStringLiteral("key store name"));
    const KeyFileHandle file(::open(entryPath(folder, name).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.isOpen()) {
        // A folder that is not there at all is trouble, not an answer.
        if (errno == ENOENT && QDir(folder).exists())
            return fail(ErrorCode::KeyStoreEntryMissing, QStringLiteral("read"));
        return keyStoreFailed("open");
    }
    struct stat status
    {
    };
    if (::fstat(file.get(), &status) != 0)
        return keyStoreFailed("stat");
    if (!S_ISREG(status.st_mode) || status.st_size <= 0 || static_cast<std::size_t>(status.st_size) > keyStoreEntryLimit)
        return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("entry size"));
    Secret value(static_cast<std::size_t>(status.st_size));
    if (value.isEmpty())
        return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("memory"));
    if (!transferAll([&](std::size_t done) { return ::read(file.get(), value.data() + done, value.size() - done); }, value.size()))
        return keyStoreFailed("read");
    return value;
}

Result<void> writeKeyStoreFile(const QString &folder, const QString &name, const Secret &value)
{
    if (!isKeyStoreName(name) || value.isEmpty() || value.size() > keyStoreEntryLimit)
        return fail(ErrorCode::InvalidInput, QStringLiteral("key store entry"));
    const QByteArray target = entryPath(folder, name);
    const QByteArray temporary = target + temporarySuffix;
    {
        const KeyFileHandle file(::open(temporary.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!file.isOpen())
            return keyStoreFailed("open");
        const bool written =
            transferAll([&](std::size_t done) { return ::write(file.get(), value.data() + done, value.size() - done); }, value.size());
        if (!written || ::fsync(file.get()) != 0) {
            const auto failure = keyStoreFailed("write");
            ::unlink(temporary.constData());
            return failure;
        }
    }
    if (::rename(temporary.constData(), target.constData()) != 0) {
        const auto failure = keyStoreFailed("rename");
        ::unlink(temporary.constData());
        return failure;
    }
    if (!syncKeyFolder(folder))
        return keyStoreFailed("sync folder");
    return {};
}

Result<void> removeKeyStoreFile(const QString &folder, const QString &name)
{
    if (!isKeyStoreName(name))
        return fail(ErrorCode::InvalidInput, QStringLiteral("key store name"));
    const QByteArray path = entryPath(folder, name);
    bool removed = false;
    for (const QByteArray &victim : {path + temporarySuffix, path}) { // a write that was cut short leaves a secret too
        struct stat status
        {
        };
        if (::lstat(victim.constData(), &status) != 0) {
            if (errno == ENOENT)
                continue;
            return keyStoreFailed("stat");
        }
        if (S_ISREG(status.st_mode))
            overwriteWithZeros(victim, static_cast<std::size_t>(status.st_size));
        if (::unlink(victim.constData()) != 0 && errno != ENOENT)
            return keyStoreFailed("unlink");
        removed = true;
    }
    if (removed && !syncKeyFolder(folder))
        return keyStoreFailed("sync folder");
    return {};
}

} // namespace dd::platform
