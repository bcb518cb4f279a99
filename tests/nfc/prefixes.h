// Every parser meets every prefix of a valid input, and the input with one byte behind it: each must be a clean error.
#pragma once

#include <QByteArray>
#include <QTest>

namespace dd::test {

// Calls `parse` with views of exactly sized copies, so that a sanitizer sees a read past the end.
template <typename Parse>
bool refusesEveryPrefix(const QByteArray &valid, Parse &&parse)
{
    for (qsizetype size = 0; size < valid.size(); ++size) {
        const QByteArray prefix(valid.constData(), size);
        if (parse(QByteArrayView(prefix))) {
            qWarning("a prefix of %lld bytes is accepted", static_cast<long long>(size));
            return false;
        }
    }
    if (parse(QByteArrayView(valid + '\0'))) {
        qWarning("a trailing byte is accepted");
        return false;
    }
    if (!parse(QByteArrayView(valid))) {
        qWarning("the whole is refused");
        return false;
    }
    return true;
}

} // namespace dd::test
