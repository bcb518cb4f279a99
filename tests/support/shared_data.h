// Published vectors that stay outside the tree. A test that needs them says so and skips when they are absent.
#pragma once

#include <QByteArray>
#include <QFile>
#include <QTest>

namespace dd::test {

inline QString sharedDataPath(const char *relative)
{
    return QStringLiteral(DINHDANH_SHARED_DATA "/") + QLatin1String(relative);
}

inline QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace dd::test

#define DD_NEED_SHARED(relative)                                                                                                                     \
    do {                                                                                                                                             \
        if (!QFile::exists(dd::test::sharedDataPath(relative)))                                                                                      \
            QSKIP("published vectors are not here: " relative);                                                                                      \
    } while (false)
