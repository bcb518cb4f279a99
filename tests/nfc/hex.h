// Hexadecimal literals, spaces allowed.
#pragma once

#include <QByteArray>

namespace dd::test {

inline QByteArray hex(const char *digits)
{
    return QByteArray::fromHex(digits);
}

} // namespace dd::test
