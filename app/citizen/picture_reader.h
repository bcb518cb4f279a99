// A picture in a file → the texts of the QR symbols in it.
#pragma once

#include "core/base/result.h"

#include <QStringList>

namespace dd::citizen {

// Blocking; for a worker. PictureUnreadable, QrNotFound.
[[nodiscard]] Result<QStringList> readQrFromPicture(const QString &path);
// A path as typed or a file: URL as dropped or chosen.
[[nodiscard]] QString localPath(const QString &pathOrUrl);

} // namespace dd::citizen
