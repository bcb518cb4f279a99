// Remembers presentations that were accepted, so that the same code cannot be used by a second person.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/trust/replay_table.h"

#include <QByteArray>
#include <QString>
#include <memory>

namespace dd::trust {

class ReplayCache
{
public:
    enum class Answer {
        Fresh,    // not seen before; now remembered, durably
        Held,     // the same text at the same gate, last seen at most 2 s ago: a code held to the camera
        Replayed, // seen before at another moment
        Unsure    // cache missing or corrupt, or the clock is behind the highest time seen: NotChecked for 180 s;
                  // or it is full, or another gate keeps its lock: NotChecked this time
    };
    virtual ~ReplayCache() = default;
    // (thumbprint, cti) identify the presentation; kept until iat + 180 s.
    [[nodiscard]] virtual Answer check(QByteArrayView thumbprint, QByteArrayView cti, qint64 issuedAt) = 0;
};

// For one process with no file: tests, and a counter that chose no state folder.
class MemoryReplayCache final : public ReplayCache
{
public:
    explicit MemoryReplayCache(const Clock &clock, qsizetype mostEntries = ReplayTable::mostEntries) : m_clock(clock), m_mostEntries(mostEntries) {}
    [[nodiscard]] Answer check(QByteArrayView thumbprint, QByteArrayView cti, qint64 issuedAt) override;

private:
    const Clock &m_clock;
    qsizetype m_mostEntries;
    ReplayTable m_table;
};

// Append-only file of fixed records under a lock; fsynced before it answers Fresh; compacted when it grows.
// Shared by the gates of one post on one machine. `gate` tells gates apart (Held is per gate).
// Beside `path` stands `path`.lock; it also tells a cache that was lost (Unsure) from one never made (first use).
// Trouble while checking answers Unsure; so does a lock that another gate keeps for half a second, stopped or stuck at its disk.
// An error here means that the files cannot be made at all.
[[nodiscard]] Result<std::unique_ptr<ReplayCache>> openFileReplayCache(const QString &path, const QString &gate, const Clock &clock,
                                                                       qsizetype mostEntries = ReplayTable::mostEntries);

} // namespace dd::trust
