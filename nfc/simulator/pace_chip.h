// The chip's side of PACE (ICAO 9303-11 §4.4): ECDH, generic mapping, AES-128, brainpoolP256r1; CAN or MRZ.
// It draws its own keys, refuses points off the curve and its own key sent back, and forgets everything on any mistake.
#pragma once

#include "core/base/random.h"
#include "nfc/apdu/command.h"
#include "nfc/apdu/response.h"
#include "nfc/secure_messaging/pace_protocol.h"
#include "nfc/secure_messaging/session.h"

#include <optional>

namespace dd::nfc::simulator {

class PaceChip
{
public:
    PaceChip(QByteArray can, QByteArray mrzInformation, Random &random);

    void reset();
    [[nodiscard]] bool inProgress() const { return m_step != Step::Idle; }
    [[nodiscard]] ResponseApdu manageSecurityEnvironment(const CommandApdu &command);
    [[nodiscard]] ResponseApdu generalAuthenticate(const CommandApdu &command);
    // Once, after the token was accepted: the session that starts with the next command.
    [[nodiscard]] std::optional<SecureSession> takeSession();

private:
    enum class Step { Idle, Nonce, Mapping, KeyAgreement, Token };
    [[nodiscard]] ResponseApdu refuse(quint16 status);
    [[nodiscard]] ResponseApdu sendNonce();
    [[nodiscard]] ResponseApdu mapNonce(QByteArrayView terminalKey);
    [[nodiscard]] ResponseApdu agreeOnKeys(QByteArrayView terminalKey);
    [[nodiscard]] ResponseApdu checkToken(QByteArrayView terminalToken);
    [[nodiscard]] Result<Secret> passwordKey() const;

    QByteArray m_can;
    QByteArray m_mrzInformation;
    Random &m_random;
    Step m_step = Step::Idle;
    quint8 m_password = 0;
    Secret m_nonce;
    std::optional<EcDomain> m_mappedDomain;
    QByteArray m_chipKey;
    QByteArray m_terminalKey;
    Secret m_encryptionKey;
    Secret m_macKey;
    std::optional<SecureSession> m_session;
};

} // namespace dd::nfc::simulator
