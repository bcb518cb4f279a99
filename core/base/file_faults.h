// A seam for tests: every step by which durable_file.cpp changes the disk asks here first, so that a test can make it fail, cut
// it short, or keep a record of what a power cut would lose. No program sets one.
#pragma once

#include <QByteArray>

namespace dd {

enum class FileStep { Create, Write, Sync, Rename, Remove, SyncFolder }; // Rename: from the unfinished name to `name`

class FileFaults
{
public:
    virtual ~FileFaults() = default;
    static constexpr qsizetype goOn = -1;
    // goOn, or how many bytes of `content` still reach the file at `position` before the step fails with the errno set here.
    [[nodiscard]] virtual qsizetype before(FileStep step, const QByteArray &name, QByteArrayView content, qsizetype position) = 0;
};

// Null: none. The caller keeps it alive. Returns the one before.
FileFaults *setFileFaults(FileFaults *faults);

} // namespace dd
