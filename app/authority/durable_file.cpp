#include "app/authority/durable_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dd::authority {

namespace {

std::unexpected<Error> fileTrouble(const char *step)
{
    return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("state file"),
                QLatin1String(step) + QLatin1String(": ") + QString::fromLocal8Bit(std::strerror(errno)));
}

class Descriptor
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

bool writeAll(int fd, QByteArrayView content)
{
    while (!content.isEmpty()) {
        const ssize_t written = ::write(fd, content.data(), static_cast<std::size_t>(content.size()));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        content = content.sliced(written);
    }
    return true;
}

} // namespace

Result<void> syncFolder(const QString &path)
{
    const Descriptor folder(::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || ::fsync(folder.get()) != 0)
        return fileTrouble("fsync of the folder");
    return {};
}

Result<void> writeDurably(const QString &path, QByteArrayView content)
{
    const QByteArray target = QFile::encodeName(path);
    const QByteArray temporary = target + ".tmp";
    {
        const Descriptor file(::open(temporary.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
        if (file.get() < 0)
            return fileTrouble("open");
        if (!writeAll(file.get(), content) || ::fsync(file.get()) != 0) {
            const auto trouble = fileTrouble("write");
            ::unlink(temporary.constData());
            return trouble;
        }
    }
    if (std::rename(temporary.constData(), target.constData()) != 0) {
        const auto trouble = fileTrouble("rename");
        ::unlink(temporary.constData());
        return trouble;
    }
    return syncFolder(QFileInfo(path).absolutePath());
}

Result<QByteArray> readWhole(const QString &path, qsizetype most)
{
    QFile file(path);
    // Unbuffered: what is read may be a key, and a buffer of Qt's is freed without being wiped.
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("state file"), file.errorString());
    QByteArray content = file.read(most + 1);
    if (content.size() > most || file.error() != QFileDevice::NoError)
        return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("state file"), QStringLiteral("unreadable or too large"));
    return content;
}

Result<void> makePrivateFolder(const QString &path)
{
    const QFileInfo info(path);
    if (!QDir().mkpath(info.absolutePath()))
        return fileTrouble("parent folder");
    if (::mkdir(QFile::encodeName(path).constData(), S_IRWXU) != 0 && errno != EEXIST)
        return fileTrouble("folder");
    return {};
}

} // namespace dd::authority
