// The chip's side of chip authentication version 1 (ICAO 9303-11 §6.2): MSE:Set KAT for 3DES, MSE:Set AT with GENERAL
// AUTHENTICATE for every cipher; ECDH and DH; several keys told apart by their reference.
#pragma once

#include "nfc/apdu/command.h"
#include "nfc/apdu/response.h"
#include "nfc/simulator/card_image.h"
#include "nfc/simulator/session_keys.h"

#include <optional>

namespace dd::nfc::simulator {

class CaChip
{
public:
    explicit CaChip(const CardImage &image) : m_image(image) {} // which must outlive it

    void reset();
    [[nodiscard]] ResponseApdu setKeyAgreementTemplate(const CommandApdu &command);
    [[nodiscard]] ResponseApdu setAuthenticationTemplate(const CommandApdu &command);
    [[nodiscard]] ResponseApdu generalAuthenticate(const CommandApdu &command);
    // Once, after a key agreement: the answer to that command still goes out under the old keys (§9.8.2).
    [[nodiscard]] std::optional<SessionKeys> takeSession() { return std::exchange(m_session, std::nullopt); }

private:
    struct Request;
    struct Choice
    {
        const ChipKey *key = nullptr;
        CipherSuite suite = CipherSuite::TripleDes;
    };
    [[nodiscard]] std::expected<Choice, quint16> choose(const Request &request, bool tripleDesOnly) const;
    [[nodiscard]] quint16 agree(const Choice &choice, QByteArrayView terminalKey);

    const CardImage &m_image;
    std::optional<Choice> m_choice; // by MSE:Set AT
    std::optional<SessionKeys> m_session;
};

} // namespace dd::nfc::simulator
