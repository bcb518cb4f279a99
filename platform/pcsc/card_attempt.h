// One try at taking the card on a reader for ourselves.
//
// While another program holds a transaction, PC/SC makes every call that wants the card wait, without limit and without
// a way to call it off. So a try runs on a thread of its own; when nobody waits for it any more it is left behind, and
// lets go of the card again should it ever get it.
#pragma once

#include "nfc/card_channel.h"
#include "platform/pcsc/pcsc_channel.h"

#include <optional>

namespace dd::platform::pcsc {

class CardAttempt
{
public:
    CardAttempt(const QString &reader, const ChannelHabits &habits);
    ~CardAttempt();
    CardAttempt(const CardAttempt &) = delete;
    CardAttempt &operator=(const CardAttempt &) = delete;

    // The channel or why there is none; nothing while the try is still running. Gives its outcome away once.
    [[nodiscard]] std::optional<Result<std::unique_ptr<nfc::CardChannel>>> wait(int milliseconds, const std::stop_token &stop);

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace dd::platform::pcsc
