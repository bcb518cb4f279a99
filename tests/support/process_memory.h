// Looks into the memory of another process (proc(5): /proc/PID/maps, /proc/PID/mem), everything it can write to: heaps, stacks, static
// data, the guarded pages of Secrets. The one who looks is another process, so that what he looks for is not found in himself.
#pragma once

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <QByteArray>
#include <QFile>
#include <QList>
#include <QMap>
#include <QString>
#include <unistd.h>

namespace dd::test {

struct Needle
{
    QString what;
    QByteArray bytes;
};

struct MemoryLook
{
    bool allowed = false;
    qint64 bytesSeen = 0;
    QMap<QString, int> found;       // how often, by what; only what was found
    QMap<QString, QString> regions; // the kind of the first region that had it: [heap], [stack], anonymous, a file's name

    [[nodiscard]] QString text() const
    {
        QStringList all;
        for (auto entry = found.cbegin(); entry != found.cend(); ++entry)
            all.append(QStringLiteral("%1: %2 in %3").arg(entry.key()).arg(entry.value()).arg(regions.value(entry.key())));
        return all.join(QStringLiteral("; "));
    }
};

inline MemoryLook lookIntoProcess(qint64 pid, const QList<Needle> &needles)
{
    MemoryLook look;
    const QString folder = QStringLiteral("/proc/%1/").arg(pid);
    QFile maps(folder + QStringLiteral("maps"));
    const int memory = ::open(QFile::encodeName(folder + QStringLiteral("mem")).constData(), O_RDONLY | O_CLOEXEC);
    if (memory < 0 || !maps.open(QIODevice::ReadOnly)) {
        if (memory >= 0)
            ::close(memory);
        return look;
    }
    look.allowed = true;
    constexpr qint64 piece = 8 << 20;
    constexpr qint64 overlap = 256; // longer than any needle
    QByteArray buffer;
    const QList<QByteArray> lines = maps.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() < 5 || !fields.at(1).startsWith("rw"))
            continue;
        const QList<QByteArray> ends = fields.at(0).split('-');
        const quint64 end = ends.at(1).toULongLong(nullptr, 16);
        for (quint64 at = ends.at(0).toULongLong(nullptr, 16); at < end; at += piece) {
            buffer.resize(static_cast<qsizetype>(std::min<quint64>(end - at, piece + overlap)));
            const ssize_t got = ::pread(memory, buffer.data(), static_cast<std::size_t>(buffer.size()), static_cast<off_t>(at));
            if (got <= 0)
                continue;
            look.bytesSeen += got;
            for (const Needle &needle : needles) {
                const auto size = static_cast<std::size_t>(needle.bytes.size());
                const char *from = buffer.constData();
                const char *const last = from + got;
                while (const void *hit = ::memmem(from, static_cast<std::size_t>(last - from), needle.bytes.constData(), size)) {
                    from = static_cast<const char *>(hit) + 1;
                    if (from - 1 - buffer.constData() >= piece)
                        break; // in the overlap: the next piece counts it
                    if (look.found[needle.what]++ == 0)
                        look.regions[needle.what] = fields.size() > 5 ? QString::fromLocal8Bit(fields.at(5)) : QStringLiteral("anonymous");
                }
            }
        }
    }
    ::close(memory);
    return look;
}

} // namespace dd::test
