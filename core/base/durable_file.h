// Files that survive a power cut: written beside, synced, renamed over, folder synced. And the one-process lock.
// No symbolic link is followed at the file's own name. Errors carry the step and errno, never a path: a home folder may
// bear a person's name.
#pragma once

#include "core/base/file_descriptor.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <QByteArray>
#include <QString>
#include <optional>

namespace dd {

// The codes a room says its file trouble with.
struct FileErrors
{
    ErrorCode failed;
    ErrorCode tooLong = failed;
    ErrorCode inUse = failed;
};

// What a write that was cut short leaves beside the file.
inline constexpr QLatin1String unfinishedSuffix(".new");

// Mode 0600. When this returns, a reader finds the old content or the new one, never a mixture, whatever happens next.
[[nodiscard]] Result<void> writeDurably(const QString &path, QByteArrayView content, const FileErrors &errors);
// Into a file that is open, at `position`; `name` is its path. A failure may leave a part of it there.
enum class WaitForDisk { No, Yes };
[[nodiscard]] Result<void> writeInPlace(const FileDescriptor &file, const QByteArray &name, QByteArrayView content, qint64 position, WaitForDisk wait,
                                        const FileErrors &errors);
// No value when there is no such file; tooLong above `limit`. Anything but a regular file fails.
[[nodiscard]] Result<std::optional<QByteArray>> readBounded(const QString &path, qsizetype limit, const FileErrors &errors);
[[nodiscard]] Result<std::optional<Secret>> readSecretFile(const QString &path, qsizetype limit, const FileErrors &errors);
// A file that a person chose, to be read in parts: their symbolic link is followed. Anything but a regular file fails at once, also
// a pipe that nobody writes to; so does none at all.
[[nodiscard]] Result<FileDescriptor> openChosenFile(const QString &path, const FileErrors &errors);
// Overwrites with zeros (best effort: flash may keep the old block), syncs, removes; so too what an unfinished write left.
// Missing is success.
[[nodiscard]] Result<void> eraseFile(const QString &path, const FileErrors &errors);
[[nodiscard]] Result<void> syncFolder(const QString &folder, const FileErrors &errors);
// Mode 0700, also when it was there before; parents that are missing are made the same. True when it was not there.
[[nodiscard]] Result<bool> makePrivateFolder(const QString &folder, const FileErrors &errors);
// Creates an empty file of mode 0600 that must not exist yet.
[[nodiscard]] Result<void> createPrivateFile(const QString &path, const FileErrors &errors);

// flock on a file of the folder, held as long as the object lives; a dead process releases it.
class FolderLock
{
public:
    FolderLock() = default;

    // inUse when another process, or another object of this one, holds it.
    [[nodiscard]] static Result<FolderLock> take(const QString &path, const FileErrors &errors);

private:
    FileDescriptor m_file;
};

} // namespace dd
