#include "core/base/durable_file.h"

#include "core/base/file_faults.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace dd {
namespace {

FileFaults *fileFaults = nullptr;

// False, with errno, when a test wants this step to fail.
bool mayDo(FileStep step, const QByteArray &name)
{
    return !fileFaults || fileFaults->before(step, name, {}, 0) == FileFaults::goOn;
}

std::unexpected<Error> fileFailed(ErrorCode code, const char *step)
{
    return fail(code, QLatin1String(step), QStringLiteral("errno %1").arg(errno));
}

bool writeWhole(int descriptor, const QByteArray &name, QByteArrayView content, qint64 position = 0)
{
    if (const qsizetype part = fileFaults ? fileFaults->before(FileStep::Write, name, content, position) : FileFaults::goOn; part != FileFaults::goOn) {
        const int why = errno;
        const ssize_t cut = ::pwrite(descriptor, content.data(), static_cast<std::size_t>(part), position);
        errno = cut < 0 ? errno : why;
        return false;
    }
    while (!content.isEmpty()) {
        const ssize_t count = ::pwrite(descriptor, content.data(), static_cast<std::size_t>(content.size()), position);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        content = content.sliced(count);
        position += count;
    }
    return true;
}

bool readWhole(int descriptor, void *buffer, std::size_t size)
{
    std::size_t done = 0;
    while (done < size) {
        const ssize_t count = ::read(descriptor, static_cast<char *>(buffer) + done, size - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        done += static_cast<std::size_t>(count);
    }
    return true;
}

void discard(const QByteArray &unfinished)
{
    if (mayDo(FileStep::Remove, unfinished))
        ::unlink(unfinished.constData());
}

struct OpenFile
{
    FileDescriptor file;
    std::size_t size = 0;
};

Result<std::optional<OpenFile>> openRegular(const QString &path, int linkFlag, const FileErrors &errors)
{
    // Without O_NONBLOCK a pipe in the file's place would hold the reader up for ever.
    FileDescriptor file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | linkFlag));
    if (!file.isOpen()) {
        if (errno == ENOENT)
            return std::nullopt;
        return fileFailed(errors.failed, "open");
    }
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0)
        return fileFailed(errors.failed, "stat");
    if (!S_ISREG(status.st_mode))
        return fail(errors.failed, QStringLiteral("file type"));
    return OpenFile{std::move(file), static_cast<std::size_t>(status.st_size)};
}

Result<std::optional<OpenFile>> openToRead(const QString &path, qsizetype limit, const FileErrors &errors)
{
    auto opened = openRegular(path, O_NOFOLLOW, errors);
    if (opened && *opened && (*opened)->size > static_cast<std::size_t>(limit))
        return fail(errors.tooLong, QStringLiteral("file size"));
    return opened;
}

void overwriteWithZeros(const QByteArray &name, qint64 size)
{
    const FileDescriptor file(::open(name.constData(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.isOpen())
        return;
    static constexpr std::array<char, 65536> zeros{};
    for (qint64 done = 0; done < size;) {
        const qint64 part = std::min<qint64>(size - done, zeros.size());
        if (!writeWhole(file.get(), name, QByteArrayView(zeros.data(), part), done))
            break; // a full disk must not stop the removal
        done += part;
    }
    if (mayDo(FileStep::Sync, name))
        ::fsync(file.get());
}

// True when it was there.
Result<bool> eraseOne(const QByteArray &name, const FileErrors &errors)
{
    struct stat status = {};
    if (::lstat(name.constData(), &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return false;
        return fileFailed(errors.failed, "stat");
    }
    if (S_ISREG(status.st_mode))
        overwriteWithZeros(name, status.st_size);
    if (!mayDo(FileStep::Remove, name) || (::unlink(name.constData()) != 0 && errno != ENOENT))
        return fileFailed(errors.failed, "unlink");
    return true;
}

Result<bool> makeMissingFolder(const QString &folder, const FileErrors &errors)
{
    const QFileInfo info(folder);
    const QByteArray name = QFile::encodeName(folder);
    bool made = ::mkdir(name.constData(), 0700) == 0;
    if (!made && errno == ENOENT && !info.isRoot()) {
        if (auto parent = makeMissingFolder(info.path(), errors); !parent)
            return parent;
        made = ::mkdir(name.constData(), 0700) == 0;
    }
    if (!made) {
        if (errno == EEXIST && info.isDir())
            return false;
        return fileFailed(errors.failed, "make folder");
    }
    if (auto synced = syncFolder(info.path(), errors); !synced)
        return std::unexpected(synced.error());
    return true;
}

} // namespace

FileFaults *setFileFaults(FileFaults *faults)
{
    return std::exchange(fileFaults, faults);
}

Result<void> writeDurably(const QString &path, QByteArrayView content, const FileErrors &errors)
{
    const QByteArray target = QFile::encodeName(path);
    const QByteArray unfinished = target + unfinishedSuffix.data();
    {
        if (!mayDo(FileStep::Create, unfinished))
            return fileFailed(errors.failed, "open");
        const FileDescriptor file(::open(unfinished.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!file.isOpen())
            return fileFailed(errors.failed, "open");
        if (!writeWhole(file.get(), unfinished, content) || !mayDo(FileStep::Sync, unfinished) || ::fsync(file.get()) != 0) {
            const auto failure = fileFailed(errors.failed, "write");
            discard(unfinished);
            return failure;
        }
    }
    if (!mayDo(FileStep::Rename, target) || std::rename(unfinished.constData(), target.constData()) != 0) {
        const auto failure = fileFailed(errors.failed, "rename");
        discard(unfinished);
        return failure;
    }
    return syncFolder(QFileInfo(path).path(), errors);
}

Result<void> writeInPlace(const FileDescriptor &file, const QByteArray &name, QByteArrayView content, qint64 position, WaitForDisk wait,
                          const FileErrors &errors)
{
    if (!writeWhole(file.get(), name, content, position))
        return fileFailed(errors.failed, "write");
    if (wait == WaitForDisk::Yes && (!mayDo(FileStep::Sync, name) || ::fsync(file.get()) != 0))
        return fileFailed(errors.failed, "sync");
    return {};
}

Result<std::optional<QByteArray>> readBounded(const QString &path, qsizetype limit, const FileErrors &errors)
{
    const auto opened = openToRead(path, limit, errors);
    if (!opened)
        return std::unexpected(opened.error());
    if (!*opened)
        return std::nullopt;
    QByteArray content(static_cast<qsizetype>((*opened)->size), Qt::Uninitialized);
    if (!readWhole((*opened)->file.get(), content.data(), (*opened)->size))
        return fileFailed(errors.failed, "read");
    return content;
}

Result<std::optional<Secret>> readSecretFile(const QString &path, qsizetype limit, const FileErrors &errors)
{
    const auto opened = openToRead(path, limit, errors);
    if (!opened)
        return std::unexpected(opened.error());
    if (!*opened)
        return std::nullopt;
    Secret content((*opened)->size);
    if (content.size() != (*opened)->size)
        return fail(errors.failed, QStringLiteral("memory"));
    if (!readWhole((*opened)->file.get(), content.data(), content.size()))
        return fileFailed(errors.failed, "read");
    return content;
}

Result<FileDescriptor> openChosenFile(const QString &path, const FileErrors &errors)
{
    auto opened = openRegular(path, 0, errors);
    if (!opened)
        return std::unexpected(opened.error());
    if (!*opened)
        return fail(errors.failed, QStringLiteral("open"), QStringLiteral("no such file"));
    return std::move((*opened)->file);
}

Result<void> eraseFile(const QString &path, const FileErrors &errors)
{
    const QByteArray name = QFile::encodeName(path);
    bool wasThere = false;
    for (const QByteArray &victim : {name + unfinishedSuffix.data(), name}) {
        const auto erased = eraseOne(victim, errors);
        if (!erased)
            return std::unexpected(erased.error());
        wasThere = wasThere || *erased;
    }
    return wasThere ? syncFolder(QFileInfo(path).path(), errors) : Result<void>();
}

Result<void> syncFolder(const QString &folder, const FileErrors &errors)
{
    const FileDescriptor directory(::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.isOpen() || !mayDo(FileStep::SyncFolder, QFile::encodeName(folder)) || ::fsync(directory.get()) != 0)
        return fileFailed(errors.failed, "sync folder");
    return {};
}

Result<bool> makePrivateFolder(const QString &folder, const FileErrors &errors)
{
    const QString path = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    auto made = makeMissingFolder(path, errors);
    if (made && !*made && ::chmod(QFile::encodeName(path).constData(), 0700) != 0)
        return fileFailed(errors.failed, "folder mode");
    return made;
}

Result<void> createPrivateFile(const QString &path, const FileErrors &errors)
{
    const QByteArray name = QFile::encodeName(path);
    if (!mayDo(FileStep::Create, name))
        return fileFailed(errors.failed, "create file");
    const FileDescriptor file(::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.isOpen())
        return fileFailed(errors.failed, "create file");
    return {};
}

Result<FolderLock> FolderLock::take(const QString &path, const FileErrors &errors)
{
    const QByteArray name = QFile::encodeName(path);
    // Whoever removes a folder's content unlinks its lock file: whoever locked the unlinked inode must look again.
    for (int attempt = 0; attempt < 8; ++attempt) {
        FolderLock lock;
        lock.m_file = FileDescriptor(::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!lock.m_file.isOpen())
            return fileFailed(errors.failed, "open lock");
        if (::flock(lock.m_file.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno == EWOULDBLOCK)
                return fail(errors.inUse, QStringLiteral("lock"), QStringLiteral("another process holds it"));
            return fileFailed(errors.failed, "lock");
        }
        struct stat held = {};
        struct stat named = {};
        if (::fstat(lock.m_file.get(), &held) == 0 && ::stat(name.constData(), &named) == 0 && held.st_ino == named.st_ino &&
            held.st_dev == named.st_dev)
            return lock;
    }
    return fail(errors.inUse, QStringLiteral("lock"));
}

} // namespace dd
