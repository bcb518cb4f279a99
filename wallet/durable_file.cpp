#include "wallet/durable_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace dd::wallet {
namespace {

class FileDescriptor
{
public:
    explicit FileDescriptor(int descriptor) : m_descriptor(descriptor) {}
    ~FileDescriptor()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(FileDescriptor)
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    [[nodiscard]] int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

// The path is left out: a home folder may carry a person's name.
std::unexpected<Error> storageFailed(const char *step)
{
    return fail(ErrorCode::VaultStorageFailed, QLatin1String(step), QStringLiteral("errno %1").arg(errno));
}

bool writeAll(int descriptor, QByteArrayView content)
{
    qsizetype done = 0;
    while (done < content.size()) {
        const ssize_t count = ::write(descriptor, content.data() + done, static_cast<size_t>(content.size() - done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        done += count;
    }
    return true;
}

} // namespace

Result<void> writeDurably(const QString &path, QByteArrayView content)
{
    const QByteArray target = QFile::encodeName(path);
    const QByteArray temporary = target + ".new";
    {
        const FileDescriptor file(::open(temporary.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!file.isOpen())
            return storageFailed("open");
        if (!writeAll(file.get(), content) || ::fsync(file.get()) != 0) {
            const auto failure = storageFailed("write");
            ::unlink(temporary.constData());
            return failure;
        }
    }
    if (::rename(temporary.constData(), target.constData()) != 0) {
        const auto failure = storageFailed("rename");
        ::unlink(temporary.constData());
        return failure;
    }
    return syncFolder(QFileInfo(path).path());
}

Result<std::optional<QByteArray>> readBounded(const QString &path, qsizetype limit)
{
    const FileDescriptor file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.isOpen()) {
        if (errno == ENOENT)
            return std::nullopt;
        return storageFailed("open");
    }
    QByteArray content(limit + 1, Qt::Uninitialized);
    qsizetype size = 0;
    while (size < content.size()) {
        const ssize_t count = ::read(file.get(), content.data() + size, static_cast<size_t>(content.size() - size));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return storageFailed("read");
        if (count == 0)
            break;
        size += count;
    }
    if (size > limit)
        return fail(ErrorCode::VaultDamaged, QStringLiteral("file size"));
    content.truncate(size);
    return content;
}

Result<void> eraseFile(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat status
    {
    };
    if (::lstat(name.constData(), &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return {};
        return storageFailed("stat");
    }
    if (S_ISREG(status.st_mode)) {
        const FileDescriptor file(::open(name.constData(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
        static constexpr std::array<char, 65536> zeros{};
        qint64 left = file.isOpen() ? status.st_size : 0;
        while (left > 0) {
            const qsizetype part = std::min<qint64>(left, zeros.size());
            if (!writeAll(file.get(), QByteArrayView(zeros.data(), part)))
                break; // a full disk must not stop the removal
            left -= part;
        }
        if (file.isOpen())
            ::fsync(file.get());
    }
    if (::unlink(name.constData()) != 0 && errno != ENOENT)
        return storageFailed("unlink");
    return syncFolder(QFileInfo(path).path());
}

Result<void> syncFolder(const QString &folder)
{
    const FileDescriptor directory(::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.isOpen() || ::fsync(directory.get()) != 0)
        return storageFailed("sync folder");
    return {};
}

Result<bool> makePrivateFolder(const QString &folder)
{
    const QFileInfo info(QDir::cleanPath(QFileInfo(folder).absoluteFilePath()));
    const QByteArray name = QFile::encodeName(info.filePath());
    const bool made = ::mkdir(name.constData(), 0700) == 0;
    if (!made && errno == ENOENT && !info.isRoot()) {
        if (auto parent = makePrivateFolder(info.path()); !parent)
            return std::unexpected(parent.error());
        if (::mkdir(name.constData(), 0700) != 0)
            return storageFailed("make folder");
    } else if (!made && errno == EEXIST) {
        return info.isDir() ? Result<bool>(false) : storageFailed("make folder");
    } else if (!made) {
        return storageFailed("make folder");
    }
    if (auto synced = syncFolder(info.path()); !synced)
        return std::unexpected(synced.error());
    return true;
}

Result<void> createPrivateFile(const QString &path)
{
    const FileDescriptor file(::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.isOpen())
        return storageFailed("create file");
    return {};
}

Result<FolderLock> FolderLock::take(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    // A destroyed vault unlinks its lock file: whoever locked the unlinked inode must look again.
    for (int attempt = 0; attempt < 8; ++attempt) {
        FolderLock lock;
        lock.m_descriptor = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (lock.m_descriptor < 0)
            return storageFailed("open lock");
        if (::flock(lock.m_descriptor, LOCK_EX | LOCK_NB) != 0) {
            if (errno == EWOULDBLOCK)
                return fail(ErrorCode::VaultInUse, QStringLiteral("flock"));
            return storageFailed("flock");
        }
        struct stat held
        {
        };
        struct stat named
        {
        };
        if (::fstat(lock.m_descriptor, &held) == 0 && ::stat(name.constData(), &named) == 0 && held.st_ino == named.st_ino &&
            held.st_dev == named.st_dev)
            return lock;
    }
    return fail(ErrorCode::VaultInUse, QStringLiteral("flock"));
}

FolderLock::~FolderLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

FolderLock::FolderLock(FolderLock &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FolderLock &FolderLock::operator=(FolderLock &&other) noexcept
{
    if (this != &other) {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
        m_descriptor = std::exchange(other.m_descriptor, -1);
    }
    return *this;
}

} // namespace dd::wallet
