// A CBOR and base45 writer that shares nothing with the code under test, and does what it is told: unsorted maps,
// repeated keys, floats. Negative artefacts are made with it.
#pragma once

#include <QByteArray>
#include <QList>
#include <algorithm>
#include <utility>

namespace dd::test::raw {

using Pair = std::pair<QByteArray, QByteArray>; // encoded key, encoded value
using Pairs = QList<Pair>;

inline QByteArray head(int major, quint64 number)
{
    QByteArray bytes;
    const auto put = [&bytes](quint64 value) { bytes.append(static_cast<char>(value & 0xff)); };
    const auto type = static_cast<quint64>(major) << 5;
    int size = 0;
    if (number < 24) {
        put(type | number);
    } else if (number < 0x100) {
        put(type | 24);
        size = 1;
    } else if (number < 0x10000) {
        put(type | 25);
        size = 2;
    } else if (number < 0x100000000) {
        put(type | 26);
        size = 4;
    } else {
        put(type | 27);
        size = 8;
    }
    for (int i = size - 1; i >= 0; --i)
        put(number >> (8 * i));
    return bytes;
}

inline QByteArray integer(qint64 value)
{
    return value >= 0 ? head(0, static_cast<quint64>(value)) : head(1, static_cast<quint64>(-1 - value));
}

inline QByteArray bytes(const QByteArray &value)
{
    return head(2, static_cast<quint64>(value.size())) + value;
}

inline QByteArray text(const QByteArray &utf8)
{
    return head(3, static_cast<quint64>(utf8.size())) + utf8;
}

inline QByteArray array(const QList<QByteArray> &items)
{
    QByteArray all = head(4, static_cast<quint64>(items.size()));
    for (const QByteArray &item : items)
        all += item;
    return all;
}

inline QByteArray mapAsGiven(const Pairs &pairs)
{
    QByteArray all = head(5, static_cast<quint64>(pairs.size()));
    for (const Pair &pair : pairs)
        all += pair.first + pair.second;
    return all;
}

inline QByteArray map(Pairs pairs)
{
    std::ranges::stable_sort(pairs, {}, &Pair::first);
    return mapAsGiven(pairs);
}

inline QByteArray tag(quint64 number, const QByteArray &item)
{
    return head(6, number) + item;
}

inline QByteArray simple(int number)
{
    return head(7, static_cast<quint64>(number));
}

inline QByteArray doubleFloat(quint64 bits)
{
    QByteArray all("\xfb", 1);
    for (int i = 7; i >= 0; --i)
        all.append(static_cast<char>(bits >> (8 * i)));
    return all;
}

// Sets or replaces, and takes away, by encoded key.
inline void set(Pairs &pairs, const QByteArray &key, const QByteArray &value)
{
    for (Pair &pair : pairs) {
        if (pair.first == key) {
            pair.second = value;
            return;
        }
    }
    pairs.append({key, value});
}

inline void set(Pairs &pairs, qint64 key, const QByteArray &value)
{
    set(pairs, integer(key), value);
}

inline void drop(Pairs &pairs, qint64 key)
{
    pairs.removeIf([encoded = integer(key)](const Pair &pair) { return pair.first == encoded; });
}

// RFC 9285, from its description.
inline QByteArray base45(const QByteArray &input)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    QByteArray output;
    for (qsizetype i = 0; i < input.size(); i += 2) {
        const bool pair = i + 1 < input.size();
        int value = static_cast<unsigned char>(input[i]);
        if (pair)
            value = value * 256 + static_cast<unsigned char>(input[i + 1]);
        for (int digit = 0; digit < (pair ? 3 : 2); ++digit) {
            output.append(alphabet[value % 45]);
            value /= 45;
        }
    }
    return output;
}

} // namespace dd::test::raw
