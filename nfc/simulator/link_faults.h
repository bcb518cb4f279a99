// What can go wrong between a reader and the simulated chip, and how long the link takes: plain data, part of a card.
#pragma once

#include <QList>
#include <QMap>

namespace dd::nfc {

// All off by default. Commands are counted from 0 over all connections.
struct Faults
{
    int dropAfter = -1;               // the card is gone from the n-th APDU on, until it is laid down again
    int flipByteIn = -1;              // flips one byte of the n-th response
    QList<int> dropAt = {};           // gone at each of these, until laid down again
    int dropEvery = 0;                // each connection carries so many APDUs, then the card is gone: always
    QMap<int, quint16> statusIn = {}; // answered with this status word by the link; the chip never sees the command
    int stallIn = -1;                 // the n-th APDU takes `stallMs` longer
    int stallMs = 0;
    int delayMs = 0;                  // every APDU takes so much longer
    friend bool operator==(const Faults &, const Faults &) = default;
};

// What the field of a reader does to the time. Only counted, unless it is to be waited for.
struct LinkModel
{
    double bitsPerSecond = 424'000;
    double perApduMs = 5;
    bool wait = false;
    // So many bytes, both ways together.
    [[nodiscard]] double milliseconds(qint64 bytes, int apdus) const
    {
        return perApduMs * apdus + 8000.0 * static_cast<double>(bytes) / bitsPerSecond;
    }
    friend bool operator==(const LinkModel &, const LinkModel &) = default;
};

} // namespace dd::nfc
