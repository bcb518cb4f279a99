// The files of a post's state folder (post.h).
#pragma once

#include "core/trust/root_update.h"
#include "core/trust/trust_list.h"

#include <QByteArray>
#include <QString>

namespace dd::counter {

inline constexpr qint64 rootSizeLimit = 1024;
using trust::trustListSizeLimit;
using trust::rootUpdatesSizeLimit;
inline constexpr qint64 etagsSizeLimit = 4 * 1024 * 1024;

[[nodiscard]] QString inFolder(const QString &folder, const char *name);
[[nodiscard]] Result<void> makeStateFolder(const QString &folder);
[[nodiscard]] Result<void> writeState(const QString &path, QByteArrayView bytes);

} // namespace dd::counter
