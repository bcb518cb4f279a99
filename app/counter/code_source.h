// Where codes come from: a picture, a text.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QImage>
#include <QStringList>

namespace dd::counter {

[[nodiscard]] Result<QByteArray> readSmallFile(const QString &path, qint64 limit);

// Every QR text in the picture. Where at least one is ours, the others (a poster beside it) are left out.
[[nodiscard]] Result<QStringList> codesInPicture(const QImage &picture);
[[nodiscard]] Result<QStringList> codesInPictureFile(const QString &path);

// One code per line; empty lines are skipped. Spaces are kept: base45 uses them.
[[nodiscard]] QStringList codesInText(const QString &text);
[[nodiscard]] Result<QStringList> codesInTextFile(const QString &path);

} // namespace dd::counter
