// A connection to one card, and the places cards come from. Blocking; used only on the reader thread.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>
#include <memory>
#include <stop_token>

namespace dd::nfc {

class CardChannel
{
public:
    virtual ~CardChannel() = default;
    // One command APDU (ISO/IEC 7816-4) in, response data ‖ SW1 SW2 out. Loss of the card is CardLost,
    // whatever the transport called it; a status word is an answer, never an error here.
    [[nodiscard]] virtual Result<QByteArray> transceive(QByteArrayView command) = 0;
    // Longest command APDU in bytes: 261 for short length, up to 65544 for extended.
    [[nodiscard]] virtual int maxCommandLength() const = 0;
    // Shown where the system has its own sheet (iOS); elsewhere does nothing.
    virtual void showMessage(const QString &text) { Q_UNUSED(text) }
};

class CardSource
{
public:
    virtual ~CardSource() = default;
    [[nodiscard]] virtual bool isAvailable() const = 0;
    [[nodiscard]] virtual QString name() const = 0; // for people: the reader's name
    // Simulated by construction (in-process chip). A card behind vpcd cannot be told apart here; its trust anchor can.
    [[nodiscard]] virtual bool isSimulated() const = 0;
    // Waits for a card and connects, powering it up afresh. Cancelled when the token says so; NoCard after the timeout.
    [[nodiscard]] virtual Result<std::unique_ptr<CardChannel>> connect(std::stop_token stop, int timeoutMs) = 0;
};

} // namespace dd::nfc
