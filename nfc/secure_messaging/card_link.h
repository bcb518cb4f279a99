// One card on one channel: plain commands in, plain answers out, secure messaging in between once it is started.
// Writes the redacted APDU log (instruction, lengths, status word; never data) to dinhdanh.nfc at debug level.
#pragma once

#include "nfc/card_channel.h"
#include "nfc/secure_messaging/session.h"

#include <optional>

namespace dd::nfc {

class CardLink
{
public:
    explicit CardLink(CardChannel &channel) : m_channel(channel) {}

    // CardLost whatever way the card went away; a status word is an answer. Under secure messaging 6987, 6988 and 6882
    // mean that the chip dropped the session: SecureMessagingBroken.
    [[nodiscard]] Result<ResponseApdu> transmit(const CommandApdu &plain);

    void startSecureMessaging(SecureSession session) { m_session = std::move(session); }
    [[nodiscard]] bool isSecure() const { return m_session.has_value(); }
    // Most file bytes one answer can carry in short and in extended form, as far as the channel is concerned.
    [[nodiscard]] int maxShortRead() const;
    [[nodiscard]] int maxExtendedRead() const; // 0 when the channel has no extended length
    [[nodiscard]] CardChannel &channel() { return m_channel; }

private:
    CardChannel &m_channel;
    std::optional<SecureSession> m_session;
};

} // namespace dd::nfc
