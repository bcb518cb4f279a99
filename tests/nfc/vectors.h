// Byte strings that other projects' tests hold, as tables outside the tree: line, function, variable, hexadecimal.
#pragma once

#include "tests/support/shared_data.h"

#include <QList>

namespace dd::test {

// All of one function in the order of its lines, where `variable` is given only those.
inline QList<QByteArray> vectors(const char *file, const char *function, const char *variable = nullptr)
{
    QList<QByteArray> found;
    for (const QByteArray &line : readFile(sharedDataPath(file)).split('\n')) {
        const QList<QByteArray> columns = line.split('\t');
        if (columns.size() == 4 && columns.at(1) == function && (variable == nullptr || columns.at(2) == variable))
            found.append(QByteArray::fromHex(columns.at(3)));
    }
    return found;
}

} // namespace dd::test
