// The chip in this process as a source of channels, with the faults a reader meets in the field and a model of how long the
// link takes.
#pragma once

#include "core/base/random.h"
#include "nfc/card_channel.h"
#include "nfc/simulator/card_image.h"
#include "nfc/simulator/tampering.h"

namespace dd::nfc {

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
[[nodiscard]] std::unique_ptr<CardSource> makeSimulatedSource(CardImage image, Random &random, Faults faults);
// With the faults and the link that the card's own profile asks for.
[[nodiscard]] std::unique_ptr<CardSource> makeSimulatedSource(CardImage image, Random &random);

} // namespace dd::nfc
