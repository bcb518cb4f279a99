// The chip's side of basic access control (ICAO 9303-11 §4.3): a challenge, good for one answer, and the mutual authentication
// under the two keys that the MRZ yields.
#pragma once

#include "core/base/random.h"
#include "nfc/apdu/command.h"
#include "nfc/apdu/response.h"
#include "nfc/simulator/card_image.h"
#include "nfc/simulator/session_keys.h"
#include "nfc/simulator/tampering.h"

#include <optional>

namespace dd::nfc::simulator {

class BacChip
{
public:
    // All three must outlive the chip.
    BacChip(const CardImage &image, const Tampering &tampering, Random &random) : m_image(image), m_tampering(tampering), m_random(random) {}

    void reset();
    [[nodiscard]] ResponseApdu getChallenge(const CommandApdu &command);
    [[nodiscard]] ResponseApdu externalAuthenticate(const CommandApdu &command);
    // Once, after the terminal proved itself.
    [[nodiscard]] std::optional<SessionKeys> takeSession() { return std::exchange(m_session, std::nullopt); }

private:
    [[nodiscard]] Result<ResponseApdu> authenticate(QByteArrayView challenge, QByteArrayView data);

    const CardImage &m_image;
    const Tampering &m_tampering;
    Random &m_random;
    QByteArray m_challenge; // RND.IC, until it is answered
    std::optional<SessionKeys> m_session;
};

} // namespace dd::nfc::simulator
