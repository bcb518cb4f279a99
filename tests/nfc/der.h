// DER written by hand for the documents that tests make: nothing of the parsers under test is in it.
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QTimeZone>

namespace dd::test::pki {

inline QByteArray der(int tag, const QByteArray &value)
{
    QByteArray out(1, static_cast<char>(tag));
    const qsizetype size = value.size();
    if (size < 0x80)
        out += static_cast<char>(size);
    else if (size < 0x100)
        out += QByteArray(1, '\x81') + static_cast<char>(size);
    else if (size < 0x10000)
        out += QByteArray(1, '\x82') + static_cast<char>(size >> 8) + static_cast<char>(size & 0xFF);
    else
        out += QByteArray(1, '\x83') + static_cast<char>(size >> 16) + static_cast<char>(size >> 8 & 0xFF) + static_cast<char>(size & 0xFF);
    return out + value;
}

inline QByteArray valueOf(const QByteArray &element) // of one whole element with a tag of one byte
{
    const int first = static_cast<quint8>(element.at(1));
    return element.sliced(first < 0x80 ? 2 : 2 + (first & 0x7F));
}

inline QByteArray sequence(const QByteArray &value)
{
    return der(0x30, value);
}

inline QByteArray setOf(const QByteArray &value)
{
    return der(0x31, value);
}

inline QByteArray octetString(const QByteArray &value)
{
    return der(0x04, value);
}

inline QByteArray bitString(const QByteArray &value)
{
    return der(0x03, QByteArray(1, '\0') + value);
}

inline QByteArray integer(int value) // 0…32767
{
    const QByteArray low(1, static_cast<char>(value & 0xFF));
    return der(0x02, value < 0x80 ? low : QByteArray(1, static_cast<char>(value >> 8)) + low);
}

inline QByteArray oid(const char *dotted)
{
    const QList<QByteArray> arcs = QByteArray(dotted).split('.');
    QByteArray out(1, static_cast<char>(arcs.at(0).toInt() * 40 + arcs.at(1).toInt()));
    for (const QByteArray &arc : arcs.sliced(2)) {
        QByteArray digits;
        for (int rest = arc.toInt(), last = 0; digits.isEmpty() || rest > 0; rest >>= 7, last = 0x80)
            digits.prepend(static_cast<char>((rest & 0x7F) | last));
        out += digits;
    }
    return der(0x06, out);
}

inline QByteArray algorithmIdentifier(const char *dotted, const QByteArray &parameters = {})
{
    return sequence(oid(dotted) + parameters);
}

inline QByteArray utcTime(qint64 seconds)
{
    return der(0x17, QDateTime::fromSecsSinceEpoch(seconds, QTimeZone::utc()).toString(QStringLiteral("yyMMddHHmmss")).toLatin1() + 'Z');
}

// RDNSequence with a country (left out where empty) and a common name.
inline QByteArray distinguishedName(const QByteArray &country, const QByteArray &commonName)
{
    const QByteArray first = country.isEmpty() ? QByteArray() : setOf(sequence(oid("2.5.4.6") + der(0x13, country)));
    return sequence(first + setOf(sequence(oid("2.5.4.3") + der(0x0C, commonName))));
}

inline QByteArray certificateExtension(const char *dotted, bool critical, const QByteArray &value)
{
    return sequence(oid(dotted) + (critical ? QByteArray::fromHex("0101FF") : QByteArray()) + octetString(value));
}

} // namespace dd::test::pki
