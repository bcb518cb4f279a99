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
    // mean that the chip dropped the session: SecureMessagingBroken. Where a naked refusal came before, the reason may be
    // that the two counters parted then: isCounterInDoubt() of the error.
    [[nodiscard]] Result<ResponseApdu> transmit(const CommandApdu &plain);
    // The same for those who must know whether the chip vouched for its answer: a naked status word comes back as
    // unprotected, whatever it says.
    [[nodiscard]] Result<SecureSession::Answer> exchange(const CommandApdu &plain);
    // Bytes that somebody else protected, past the session of this link.
    [[nodiscard]] Result<QByteArray> forward(QByteArrayView command);

    // Replaces a session that is there: its keys are gone.
    void startSecureMessaging(SecureSession session)
    {
        m_session = std::move(session);
        m_nakedRefusal = false;
    }
    void endSecureMessaging() { m_session.reset(); }
    [[nodiscard]] bool isSecure() const { return m_session.has_value(); }
    // The longest response APDU the card says it sends (EF.ATR/INFO, ISO/IEC 7816-4 §12.8.1), status word included.
    void limitResponse(int bytes) { m_maxResponse = bytes; }
    // Most file bytes one answer can carry in short and in extended form, as far as channel and card are concerned.
    [[nodiscard]] int maxShortRead() const;
    [[nodiscard]] int maxExtendedRead() const; // 0 when the channel has no extended length
    // Whether the channel has room for this command, protected if it will be.
    [[nodiscard]] bool fits(const CommandApdu &plain) const;
    [[nodiscard]] CardChannel &channel() { return m_channel; }

private:
    CardChannel &m_channel;
    std::optional<SecureSession> m_session;
    int m_maxResponse = 65538; // of the card
    bool m_nakedRefusal = false;
};

// A session that broke after a naked status word: nobody's lie, to be opened again.
[[nodiscard]] bool isCounterInDoubt(const Error &error);

} // namespace dd::nfc
