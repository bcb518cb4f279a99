// The chip in this process as a source of channels, with the faults a reader meets in the field.
#pragma once

#include "core/base/random.h"
#include "nfc/card_channel.h"
#include "nfc/simulator/card_image.h"

namespace dd::nfc {

// Faults for tests; all off by default.
struct Faults
{
    int dropAfter = -1;     // CardLost from the n-th APDU on, until the next connect()
    int flipByteIn = -1;    // flips one byte of the n-th response
};

[[nodiscard]] std::unique_ptr<CardSource> makeSimulatedSource(CardImage image, Random &random, Faults faults = {});

} // namespace dd::nfc
