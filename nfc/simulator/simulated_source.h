// The chip in this process as a source of channels, with the faults a reader meets in the field and a model of how long the
// link takes.
#pragma once

#include "core/base/random.h"
#include "nfc/card_channel.h"
#include "nfc/simulator/card_image.h"
#include "nfc/simulator/tampering.h"

namespace dd::nfc {

// Faults for tests; all off by default. Commands are counted from 0 over all connections.
struct Faults
{
    int dropAfter = -1;          // CardLost from the n-th APDU on, until the next connect()
    int flipByteIn = -1;         // flips one byte of the n-th response
    QList<int> dropAt = {};           // CardLost at each of these, until the next connect()
    int dropEvery = 0;           // each connection carries so many APDUs, then CardLost: always
    QMap<int, quint16> statusIn = {}; // answered with this status word by the link; the chip never sees the command
    int stallIn = -1;            // the n-th APDU takes `stallMs` longer
    int stallMs = 0;
    int delayMs = 0;             // every APDU takes so much longer
};

// What the field of a reader does to the time. Only counted, unless it is to be waited for.
struct LinkModel
{
    double bitsPerSecond = 424'000;
    double perApduMs = 5;
    bool wait = false;
};

struct LinkUsage
{
    qint64 bytesToCard = 0;
    qint64 bytesFromCard = 0;
    int apdus = 0;
    double milliseconds = 0; // by the model
};

class SimulatedSource : public CardSource
{
public:
    // Of all connections so far. Not to be asked while a channel is at work in another thread.
    [[nodiscard]] virtual LinkUsage usage() const = 0;
    virtual void resetUsage() = 0;
};

struct SimulatedOptions
{
    Faults faults = {};
    LinkModel link = {};
    Tampering tampering = {};
};
[[nodiscard]] std::unique_ptr<SimulatedSource> makeSimulatedCard(CardImage image, Random &random, SimulatedOptions options);
[[nodiscard]] std::unique_ptr<CardSource> makeSimulatedSource(CardImage image, Random &random, Faults faults = {});

} // namespace dd::nfc
