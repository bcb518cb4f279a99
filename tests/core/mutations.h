// A message changed in every bit and cut at every place: nothing of it may be taken.
#pragma once

#include <QByteArray>
#include <QtGlobal>
#include <functional>

namespace dd::test {

// A Release build flips every bit. Under a sanitizer, where each costs some ten times as much, it is every seventh, from the next one on
// each time that it is asked.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr qsizetype bitStride = 7;
#else
inline constexpr qsizetype bitStride = 1;
#endif

inline qsizetype firstBit()
{
    static qsizetype asked = 0;
    const qsizetype first = asked++ % bitStride;
    if (bitStride > 1)
        qInfo("every %dth bit, from bit %d", int(bitStride), int(first));
    return first;
}

inline QByteArray flipped(QByteArray message, qsizetype bit)
{
    message[bit / 8] = static_cast<char>(message[bit / 8] ^ (1 << (bit % 8)));
    return message;
}

// What was taken of every flipped bit, every prefix and a byte more: nothing, as it has to be, or the first of them by name.
inline QByteArray firstChangeTaken(const QByteArray &good, const std::function<bool(const QByteArray &)> &isTaken)
{
    for (qsizetype bit = firstBit(); bit < good.size() * 8; bit += bitStride) {
        if (isTaken(flipped(good, bit)))
            return "bit " + QByteArray::number(bit);
    }
    for (qsizetype size = 0; size < good.size(); ++size) {
        if (isTaken(good.first(size)))
            return "cut to " + QByteArray::number(size);
    }
    return isTaken(good + '\0') ? QByteArray("a byte more") : QByteArray();
}

} // namespace dd::test
