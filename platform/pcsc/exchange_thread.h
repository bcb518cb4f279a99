// One conversation with a card on a thread of its own.
//
// SCardTransmit has no timeout, and SCardCancel does not end it: a reader or card that stalls would hold whoever asked for ever.
// So the exchange runs on its own thread; when nobody waits for it any more it is left behind, and lets go of the card should
// the answer ever come.
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <QByteArray>
#include <stop_token>

namespace dd::platform::pcsc {

class ExchangeThread
{
public:
    // `transmit` is called on the thread; what it owns is destroyed there, which is how the card is let go of.
    using Transmit = std::function<Result<QByteArray>(QByteArrayView)>;
    explicit ExchangeThread(std::unique_ptr<Transmit> transmit);
    // Waits a moment for the card to be let go of, so that the next connection finds it free.
    ~ExchangeThread();
    ExchangeThread(const ExchangeThread &) = delete;
    ExchangeThread &operator=(const ExchangeThread &) = delete;

    // The answer; nothing when it did not come in time or nobody wants it any more. Then, as after an error, the conversation is over.
    [[nodiscard]] std::optional<Result<QByteArray>> transceive(QByteArrayView command, std::chrono::milliseconds patience, const std::stop_token &stop);

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace dd::platform::pcsc
