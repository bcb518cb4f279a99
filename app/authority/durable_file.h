// Files that are whole or absent after a crash: temporary file, fsync, rename, fsync of the folder. Mode 0600.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace dd::authority {

// Errors are AuthorityStateInvalid with the step in `detail`; no path is named.
[[nodiscard]] Result<void> writeDurably(const QString &path, QByteArrayView content);
[[nodiscard]] Result<QByteArray> readWhole(const QString &path, qsizetype most);
[[nodiscard]] Result<void> makePrivateFolder(const QString &path); // 0700; parents as the umask says; existing is fine
[[nodiscard]] Result<void> syncFolder(const QString &path);

} // namespace dd::authority
