// The replay cache of a post: one append-only file, read and written under flock() on a file of its own (the data file
// itself is replaced when it is compacted, so a lock on it would be a lock on yesterday's file).
//
// Records of 96 bytes, integers big-endian; the first is the header (kind 0, code = "DDREPLAY" ‖ 1 ‖ zeros):
//   0 kind | 1..7 zero | 8..39 code | 40..55 gate | 56..63 issuedAt | 64..71 wall | 72..79 steady ms
//   | 80..95 first half of SHA-256(bytes 0..79)
#include "core/base/durable_file.h"
#include "core/base/log.h"
#include "core/crypto/symmetric.h"
#include "core/trust/replay_cache.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QThread>
#include <QtEndian>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dd::trust {
namespace {

constexpr qsizetype recordSize = 96;
constexpr qsizetype checkedSize = 80;
constexpr qint64 compactAbove = 1024; // records
constexpr qint64 lockMilliseconds = 500; // a person waits for the answer
constexpr FileErrors replayErrors{ErrorCode::ReplayNotChecked};

class FileLock
{
public:
    // flock() itself would wait for ever for a gate that was stopped while it held the lock.
    explicit FileLock(int fd) : m_fd(fd)
    {
        const QDeadlineTimer deadline(lockMilliseconds, Qt::PreciseTimer);
        while (true) {
            m_held = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
            m_isAnothers = !m_held && (errno == EWOULDBLOCK || errno == EINTR);
            if (!m_isAnothers || deadline.hasExpired())
                return;
            QThread::msleep(1);
        }
    }
    ~FileLock()
    {
        if (m_held)
            ::flock(m_fd, LOCK_UN);
    }
    FileLock(const FileLock &) = delete;
    FileLock &operator=(const FileLock &) = delete;
    [[nodiscard]] bool isHeld() const { return m_held; }
    [[nodiscard]] bool isAnothers() const { return m_isAnothers; }

private:
    int m_fd;
    bool m_held = false;
    bool m_isAnothers = false;
};

QByteArray readFrom(int fd, qint64 offset, qint64 size)
{
    QByteArray bytes(static_cast<qsizetype>(size), Qt::Uninitialized);
    qint64 done = 0;
    while (done < size) {
        const ssize_t got = ::pread(fd, bytes.data() + done, static_cast<size_t>(size - done), offset + done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += got;
    }
    bytes.truncate(static_cast<qsizetype>(done));
    return bytes;
}

QByteArray toRecord(quint8 kind, const ReplayEvent &event)
{
    QByteArray record(checkedSize, '\0');
    record[0] = static_cast<char>(kind);
    record.replace(8, 32, event.code);
    record.replace(40, 16, event.gate);
    qToBigEndian(event.issuedAt, record.data() + 56);
    qToBigEndian(event.wall, record.data() + 64);
    qToBigEndian(event.steadyMilliseconds, record.data() + 72);
    return record + crypto::sha256(record).first(recordSize - checkedSize);
}

QByteArray toRecord(const ReplayEvent &event)
{
    return toRecord(static_cast<quint8>(event.kind), event);
}

QByteArray headerRecord()
{
    ReplayEvent header;
    header.code = QByteArray("DDREPLAY\x01", 9).leftJustified(32, '\0');
    header.gate = QByteArray(16, '\0');
    return toRecord(0, header);
}

std::optional<ReplayEvent> fromRecord(QByteArrayView record)
{
    const auto kind = static_cast<quint8>(record[0]);
    if (kind < 1 || kind > 4 || QByteArrayView(crypto::sha256(record.first(checkedSize))).first(recordSize - checkedSize) != record.sliced(checkedSize))
        return std::nullopt;
    ReplayEvent event;
    event.kind = static_cast<ReplayEvent::Kind>(kind);
    event.code = record.sliced(8, 32).toByteArray();
    event.gate = record.sliced(40, 16).toByteArray();
    event.issuedAt = qFromBigEndian<qint64>(record.data() + 56);
    event.wall = qFromBigEndian<qint64>(record.data() + 64);
    event.steadyMilliseconds = qFromBigEndian<qint64>(record.data() + 72);
    return event;
}

class FileReplayCache final : public ReplayCache
{
public:
    FileReplayCache(const QString &path, const QString &gate, const Clock &clock, qsizetype mostEntries)
        : m_path(QFile::encodeName(path)), m_gate(crypto::sha256(gate.toUtf8()).first(16)), m_clock(clock), m_mostEntries(mostEntries)
    {
    }

    // The lock file stays empty until the data file has been made once. While another gate keeps the lock there is nothing to be
    // read or made: the first check will.
    [[nodiscard]] bool start()
    {
        m_lock = FileDescriptor(::open(lockPath().constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (!m_lock.isOpen())
            return false;
        const FileLock lock(m_lock.get());
        return lock.isAnothers() || (lock.isHeld() && catchUp(m_clock.now()));
    }

    Answer check(QByteArrayView thumbprint, QByteArrayView cti, qint64 issuedAt) override
    {
        if (!isLockThere()) { // somebody tidied up: other gates would lock another file than this one
            m_lock = FileDescriptor(::open(lockPath().constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
            m_read = 0;
        }
        const FileLock lock(m_lock.get());
        // The time is taken under the lock, or two gates could write their times in the wrong order.
        ReplayEvent event;
        event.code = ReplayTable::codeOf(thumbprint, cti);
        event.gate = m_gate;
        event.issuedAt = issuedAt;
        event.wall = m_clock.now();
        event.steadyMilliseconds = m_clock.steadyMilliseconds();
        if (!lock.isHeld() || !catchUp(event.wall))
            return Answer::Unsure;
        if (m_table.isClockBehind(event.wall) && !append(ReplayTable::unsureFrom(event.wall), WaitForDisk::Yes))
            return Answer::Unsure;

        const ReplayTable::Sighting sighting = m_table.look(event);
        if (sighting == ReplayTable::Sighting::Again)
            return Answer::Replayed;
        const bool unsure = m_table.isUnsure(event.wall);
        if (sighting == ReplayTable::Sighting::New) {
            if (m_table.size() >= m_mostEntries)
                compact(event.wall);
            if (m_table.size() >= m_mostEntries)
                return Answer::Unsure;
            event.kind = unsure ? ReplayEvent::Kind::Unanswered : ReplayEvent::Kind::Accepted;
            if (!append(event, WaitForDisk::Yes))
                return Answer::Unsure;
        } else {
            // Losing this one only turns a held code into a replay: no need to wait for the disk.
            event.kind = ReplayEvent::Kind::SeenAgain;
            (void)append(event, WaitForDisk::No);
        }
        if (m_read / recordSize > m_compactAbove)
            compact(event.wall);
        switch (sighting) {
        case ReplayTable::Sighting::New:
            return unsure ? Answer::Unsure : Answer::Fresh;
        case ReplayTable::Sighting::Held:
            return Answer::Held;
        default:
            return Answer::Unsure;
        }
    }

private:
    [[nodiscard]] bool isLockThere() const
    {
        struct stat mine = {};
        struct stat named = {};
        return m_lock.isOpen() && ::fstat(m_lock.get(), &mine) == 0 && ::stat(lockPath().constData(), &named) == 0 && mine.st_ino == named.st_ino &&
               mine.st_dev == named.st_dev;
    }

    // Reads what other gates wrote since the last time. False: the file can neither be read nor made.
    bool catchUp(qint64 wall)
    {
        struct stat onDisk = {};
        if (::stat(m_path.constData(), &onDisk) != 0) {
            if (errno != ENOENT)
                return false;
            struct stat lockFile = {};
            const bool madeBefore = ::fstat(m_lock.get(), &lockFile) != 0 || lockFile.st_size > 0;
            return madeBefore ? rebuild(wall, "missing") : rewrite();
        }
        struct stat mine = {};
        const bool same = m_data.isOpen() && ::fstat(m_data.get(), &mine) == 0 && mine.st_ino == onDisk.st_ino && mine.st_dev == onDisk.st_dev;
        if (!same) {
            m_data = FileDescriptor(::open(m_path.constData(), O_RDWR | O_CLOEXEC));
            if (!m_data.isOpen())
                return false;
            m_table = {};
            m_read = 0;
        }
        if (onDisk.st_size < m_read || onDisk.st_size < recordSize)
            return rebuild(wall, "cut short");
        if (onDisk.st_size > mostBytes())
            return rebuild(wall, "larger than gates make it");
        if (m_read == 0) {
            if (readFrom(m_data.get(), 0, recordSize) != headerRecord())
                return rebuild(wall, "its header is not ours");
            m_read = recordSize;
            (void)markMade();
        }
        const QByteArray added = readFrom(m_data.get(), m_read, onDisk.st_size - m_read);
        for (qsizetype at = 0; at < added.size(); at += recordSize) {
            const std::optional<ReplayEvent> event =
                added.size() - at < recordSize ? std::nullopt : fromRecord(QByteArrayView(added).sliced(at, recordSize));
            if (!event)
                return rebuild(wall, "a record is damaged");
            m_table.apply(*event);
            m_read += recordSize;
        }
        return m_read == onDisk.st_size;
    }

    // Of full tables, and of records that only move a last sighting, before any gate compacts them away.
    [[nodiscard]] qint64 mostBytes() const { return recordSize * std::max(2 * compactAbove, 16 * qint64(m_mostEntries)); }

    bool append(const ReplayEvent &event, WaitForDisk wait)
    {
        if (!writeInPlace(m_data, m_path, toRecord(event), m_read, wait, replayErrors)) {
            qCWarning(logCore, "the replay cache could not be written");
            // Half a record would look like damage to the next gate. If this fails too, it will be treated as such.
            (void)!::ftruncate(m_data.get(), m_read);
            return false;
        }
        m_table.apply(event);
        m_read += recordSize;
        return true;
    }

    // What can still be read is kept; nothing is promised until no code of before can be alive.
    bool rebuild(qint64 wall, const char *why)
    {
        qCWarning(logCore, "replay cache %s: open codes are not checked for %lld s", why, static_cast<long long>(ReplayTable::unsureSeconds));
        m_table.apply(ReplayTable::unsureFrom(wall));
        return rewrite();
    }

    void compact(qint64 wall)
    {
        m_table.forgetBefore(wall);
        if (m_read / recordSize > 4 * m_table.size())
            (void)rewrite();
        m_compactAbove = std::max(compactAbove, 2 * m_read / recordSize);
    }

    bool rewrite()
    {
        QByteArray content = headerRecord();
        for (const ReplayEvent &event : m_table.snapshot())
            content += toRecord(event);
        if (!writeDurably(QFile::decodeName(m_path), content, replayErrors))
            return false;
        FileDescriptor file(::open(m_path.constData(), O_RDWR | O_CLOEXEC));
        if (!file.isOpen())
            return false;
        m_data = std::move(file);
        m_read = content.size();
        return markMade();
    }

    bool markMade() { return writeInPlace(m_lock, lockPath(), QByteArrayView("1", 1), 0, WaitForDisk::Yes, replayErrors).has_value(); }

    [[nodiscard]] QByteArray lockPath() const { return m_path + ".lock"; }

    const QByteArray m_path;
    const QByteArray m_gate;
    const Clock &m_clock;
    const qsizetype m_mostEntries;
    FileDescriptor m_lock;
    FileDescriptor m_data;
    ReplayTable m_table;
    qint64 m_read = 0; // bytes of the file that m_table knows
    qint64 m_compactAbove = compactAbove;
};

} // namespace

Result<std::unique_ptr<ReplayCache>> openFileReplayCache(const QString &path, const QString &gate, const Clock &clock, qsizetype mostEntries)
{
    const auto refused = [](const char *detail) { return fail(ErrorCode::ReplayNotChecked, QStringLiteral("replay cache"), QLatin1String(detail)); };
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return refused("the folder cannot be made");
    auto cache = std::make_unique<FileReplayCache>(path, gate, clock, mostEntries);
    if (!cache->start())
        return refused("the files cannot be made or read");
    return cache;
}

} // namespace dd::trust
