// A card channel over one SCARDHANDLE, held exclusively until it is dropped.
#pragma once

#include "nfc/card_channel.h"
#include "platform/pcsc/pcsc_session.h"

#include <atomic>
#include <chrono>
#include <memory>

namespace dd::platform::pcsc {

// What a source knows about a reader, and how long it bears with it.
struct ChannelHabits
{
    // Of the reading: ends the wait for an answer, too.
    std::stop_token stop = {};
    // PC/SC knows no timeout for an exchange. One that takes longer is lost; a card may ask for a good while (PACE on an old chip: 3 s).
    std::chrono::milliseconds patience = std::chrono::seconds(15);
    // Set when the first extended command of all lost the card on a reader that does not say what it can do; then short ones only.
    std::shared_ptr<std::atomic_bool> shortOnly = std::make_shared<std::atomic_bool>(false);
};

// Connects with the card powered up afresh, alone: exclusive access, or shared with a transaction when somebody else
// already looks at the card. Blocks while another program holds a transaction; does not touch the card any more once
// `abandoned` was requested meanwhile (Cancelled).
[[nodiscard]] Result<std::unique_ptr<nfc::CardChannel>> openChannel(Context context, const QString &reader, const ChannelHabits &habits,
                                                                    const std::stop_token &abandoned);

} // namespace dd::platform::pcsc
