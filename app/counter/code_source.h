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

// One code per line; empty lines are skipped. A space is a digit of base45, but never its last: the leading digit of a
// group is at most 32 (RFC 9285 §4), so spaces at the ends came with a paste and are dropped.
[[nodiscard]] QStringList codesInText(const QString &text);
[[nodiscard]] Result<QStringList> codesInTextFile(const QString &path);

} // namespace dd::counter
