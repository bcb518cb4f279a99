// Files that survive a power cut: written beside, synced, renamed over, folder synced. And the one-process lock.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>
#include <optional>

namespace dd::wallet {

// Mode 0600. When this returns, a reader finds the old content or the new one, never a mixture, whatever happens next.
[[nodiscard]] Result<void> writeDurably(const QString &path, QByteArrayView content);
// No value when there is no such file. A file longer than `limit` is VaultDamaged.
[[nodiscard]] Result<std::optional<QByteArray>> readBounded(const QString &path, qsizetype limit);
// Overwrites with zeros (best effort: flash may keep the old block), syncs, removes. Missing is success.
[[nodiscard]] Result<void> eraseFile(const QString &path);
[[nodiscard]] Result<void> syncFolder(const QString &folder);
// Mode 0700, parents too. True when it was not there before.
[[nodiscard]] Result<bool> makePrivateFolder(const QString &folder);
// Creates an empty file of mode 0600 that must not exist yet, so that SQLite inherits the mode for it and its journals.
[[nodiscard]] Result<void> createPrivateFile(const QString &path);

// flock on a file of the folder, held as long as the object lives; a dead process releases it.
class FolderLock
{
public:
    FolderLock() = default;
    ~FolderLock();
    FolderLock(FolderLock &&other) noexcept;
    FolderLock &operator=(FolderLock &&other) noexcept;
    FolderLock(const FolderLock &) = delete;
    FolderLock &operator=(const FolderLock &) = delete;

    // VaultInUse when another process, or another object of this one, holds it.
    [[nodiscard]] static Result<FolderLock> take(const QString &path);

private:
    int m_descriptor = -1;
};

} // namespace dd::wallet
