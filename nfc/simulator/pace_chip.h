// The chip's side of PACE (ICAO 9303-11 §4.4): every mapping, cipher and group that the card's PACEInfos offer, MRZ and CAN.
// It draws its own keys, refuses keys outside the group and its own key sent back, and forgets everything on any mistake.
#pragma once

#include "core/base/random.h"
#include "nfc/apdu/command.h"
#include "nfc/apdu/response.h"
#include "nfc/secure_messaging/pace_protocol.h"
#include "nfc/simulator/card_image.h"
#include "nfc/simulator/session_keys.h"
#include "nfc/simulator/tampering.h"

#include <optional>

namespace dd::nfc::simulator {

class PaceChip
{
public:
    // Offers what the image's `pace` says or, where that is not set, its EF.CardAccess. All three must outlive the chip.
    PaceChip(const CardImage &image, const Tampering &tampering, Random &random);

    [[nodiscard]] bool isOffered() const { return !m_offers.isEmpty(); }
    void reset();
    [[nodiscard]] ResponseApdu manageSecurityEnvironment(const CommandApdu &command);
    [[nodiscard]] ResponseApdu generalAuthenticate(const CommandApdu &command);
    // Once, after the token was accepted.
    [[nodiscard]] std::optional<SessionKeys> takeSession();

private:
    enum class Step { Idle, Nonce, Mapping, KeyAgreement, Token };
    struct Request;
    [[nodiscard]] ResponseApdu refuse(quint16 status);
    [[nodiscard]] ResponseApdu refusePassword();
    [[nodiscard]] quint16 choose(const Request &request);
    [[nodiscard]] ResponseApdu sendNonce();
    [[nodiscard]] ResponseApdu mapNonce(QByteArrayView mappingData);
    [[nodiscard]] ResponseApdu mapByAgreement(QByteArrayView terminalKey);
    [[nodiscard]] ResponseApdu mapByEncoding(QByteArrayView terminalNonce);
    [[nodiscard]] ResponseApdu agreeOnKeys(QByteArrayView terminalKey);
    [[nodiscard]] ResponseApdu checkToken(QByteArrayView terminalToken);
    [[nodiscard]] Result<QByteArray> chipAuthenticationData() const;
    [[nodiscard]] const ChipKey *mappingKey() const;

    const CardImage &m_image;
    const Tampering &m_tampering;
    Random &m_random;
    QList<PaceInfo> m_offers;
    int m_wrongPasswords = 0; // survives the loss of power

    Step m_step = Step::Idle;
    quint8 m_password = 0;
    std::optional<PaceProtocol> m_protocol;
    std::optional<AgreementDomain> m_domain; // standardized, then mapped
    int m_parameterId = 0;
    Secret m_nonce;
    Secret m_mappingPrivate; // the chip's, kept for chip authentication mapping
    QByteArray m_chipKey;
    QByteArray m_terminalKey;
    Secret m_encryptionKey;
    Secret m_macKey;
    std::optional<SessionKeys> m_session;
};

} // namespace dd::nfc::simulator
