// The project's side of the interop check: what it makes, and what it makes of others'.
#pragma once

#include "core/base/result.h"

#include <QDir>
#include <QFile>

namespace dd::interop {

// The counter of every challenge here, in our register and in the one that comes from outside.
inline QString counterId()
{
    return QStringLiteral("so-tt-01");
}

inline QByteArray load(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// One artefact of every format: presentations, trust lists, roots, status lists, challenges, a batch.
[[nodiscard]] Result<void> emitInto(const QDir &folder, qint64 now);
// A counter with what lies in the folder judges every file of it, one JSON object a line.
[[nodiscard]] Result<void> verifyAll(const QDir &folder, qint64 now);
// The same counter asks for everything, then judges an answer for each line that it reads.
[[nodiscard]] Result<void> ask(const QDir &folder, qint64 now);

} // namespace dd::interop
