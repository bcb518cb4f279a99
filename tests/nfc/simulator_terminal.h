// The terminal's side of PACE and secure messaging, just enough to put questions to the software chip.
#pragma once

#include "core/base/random.h"
#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/block_cipher.h"
#include "nfc/secure_messaging/ec_domain.h"
#include "nfc/secure_messaging/key_derivation.h"
#include "nfc/secure_messaging/pace_protocol.h"
#include "nfc/secure_messaging/session.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"

#include <QCryptographicHash>
#include <QTest>

namespace dd::test {

inline const nfc::CardImage &demoCard()
{
    return demoCard(nfc::ActiveAuthenticationKey::Rsa);
}

class SimulatorTerminal
{
public:
    explicit SimulatorTerminal(nfc::CardImage image, nfc::Tampering tampering = {}) : card(std::move(image), m_random, std::move(tampering))
    {
        card.powerOn();
    }

    nfc::SoftCard card;
    std::optional<nfc::SecureSession> session;

    // Response as hexadecimal, data and status word.
    QByteArray raw(const QByteArray &command) { return card.respond(command).toHex().toUpper(); }
    quint16 status(const QByteArray &command) { return nfc::ResponseApdu::parse(card.respond(command))->status; }

    nfc::ResponseApdu plain(const nfc::CommandApdu &command) { return *nfc::ResponseApdu::parse(card.respond(*command.encoded())); }

    // Through secure messaging; status 0 when the answer was not protected or did not verify.
    nfc::ResponseApdu secured(const nfc::CommandApdu &command)
    {
        const Result<nfc::CommandApdu> wrapped = session->protectCommand(command);
        const Result<nfc::SecureSession::Answer> answer = session->unprotectResponse(card.respond(*wrapped->encoded()));
        return answer && answer->isProtected ? answer->response : nfc::ResponseApdu{{}, 0};
    }

    // Status word of the last step that was answered; 9000 means the session is open.
    quint16 pace(const QByteArray &can)
    {
        using namespace nfc;
        const QByteArray protocol = hex("04007F00070202040202");
        if (const ResponseApdu mse = plain({0x00, 0x22, 0xC1, 0xA4, tlv::encode(0x80, protocol) + hex("830102"), 0}); !mse.isSuccess())
            return mse.status;
        const Secret key = std::move(*pacePasswordKeyFromCan(can, CipherSuite::Aes128));
        const ResponseApdu nonceStep = general(0x10, {});
        const QByteArray nonce = *aesCbcDecrypt(key.view(), QByteArray(16, '\0'), valueOf(nonceStep));
        const EcDomain domain = *EcDomain::standardized(13);
        const KeyPair mapKey = std::move(*domain.generate(m_random));
        const ResponseApdu mapStep = general(0x10, tlv::encode(0x81, mapKey.publicKey));
        if (!mapStep.isSuccess())
            return mapStep.status;
        const EcDomain mapped = *domain.mapGeneric(nonce, mapKey.privateKey.view(), valueOf(mapStep));
        const KeyPair own = std::move(*mapped.generate(m_random));
        const ResponseApdu keyStep = general(0x10, tlv::encode(0x83, own.publicKey));
        if (!keyStep.isSuccess())
            return keyStep.status;
        const QByteArray chipKey = valueOf(keyStep);
        const Secret shared = std::move(*mapped.sharedSecret(own.privateKey.view(), chipKey));
        Secret encryption = std::move(*deriveKey(shared.view(), KeyPurpose::Encryption, CipherSuite::Aes128));
        Secret mac = std::move(*deriveKey(shared.view(), KeyPurpose::Mac, CipherSuite::Aes128));
        const ResponseApdu tokenStep = general(0x00, tlv::encode(0x85, *paceToken(*paceProtocolFrom(protocol), mac.view(), mapped, chipKey)));
        if (!tokenStep.isSuccess())
            return tokenStep.status;
        if (valueOf(tokenStep) != *paceToken(*paceProtocolFrom(protocol), mac.view(), mapped, own.publicKey))
            return 0;
        session.emplace(std::move(encryption), std::move(mac), CipherSuite::Aes128);
        return tokenStep.status;
    }

    // Basic access control after SELECT of the application; the status word of the last step.
    quint16 basicAccess(const QByteArray &mrzInformation)
    {
        using namespace nfc;
        constexpr CipherSuite suite = CipherSuite::TripleDes;
        const QByteArray zero(8, '\0');
        if (const quint16 selected = status(hex("00A4040C07A0000002471001")); selected != sw::success)
            return selected;
        const QByteArray seed = QCryptographicHash::hash(mrzInformation, QCryptographicHash::Sha1).first(16);
        const Secret documentEncryption = std::move(*deriveKey(seed, KeyPurpose::Encryption, suite));
        const Secret documentMac = std::move(*deriveKey(seed, KeyPurpose::Mac, suite));
        const ResponseApdu challenge = plain({0x00, 0x84, 0x00, 0x00, {}, 8});
        if (!challenge.isSuccess())
            return challenge.status;
        const QByteArray own = m_random.bytes(8);
        const QByteArray material = m_random.bytes(16);
        const QByteArray cryptogram = *cbcEncrypt(suite, documentEncryption.view(), zero, own + challenge.data + material);
        const ResponseApdu answer = plain({0x00, 0x82, 0x00, 0x00, cryptogram + *macOf(suite, documentMac.view(), cryptogram), 40});
        if (!answer.isSuccess())
            return answer.status;
        const QByteArray opened = *cbcDecrypt(suite, documentEncryption.view(), zero, answer.data.first(32));
        if (answer.data.sliced(32) != *macOf(suite, documentMac.view(), answer.data.first(32)) || opened.first(16) != challenge.data + own)
            return 0;
        QByteArray sessionSeed = opened.sliced(16);
        for (qsizetype i = 0; i < sessionSeed.size(); ++i)
            sessionSeed[i] = char(sessionSeed.at(i) ^ material.at(i));
        session.emplace(std::move(*deriveKey(sessionSeed, KeyPurpose::Encryption, suite)), std::move(*deriveKey(sessionSeed, KeyPurpose::Mac, suite)), suite,
                        challenge.data.sliced(4) + own.sliced(4));
        return answer.status;
    }

    // PACE with the right CAN and the LDS1 application selected.
    bool open()
    {
        return pace(demoCard().can.toLatin1()) == nfc::sw::success
               && secured({0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0}).status == nfc::sw::success;
    }

    nfc::ResponseApdu general(quint8 cla, const QByteArray &content) { return plain({cla, 0x86, 0x00, 0x00, nfc::tlv::encode(0x7C, content), 256}); }

    static QByteArray valueOf(const nfc::ResponseApdu &response)
    {
        const Result<nfc::tlv::Element> outer = nfc::tlv::readSingle(response.data, 0x7C);
        if (!outer)
            return {};
        nfc::tlv::Reader reader(outer->value);
        const Result<nfc::tlv::Element> inner = reader.next();
        return inner ? inner->value.toByteArray() : QByteArray();
    }

private:
    SystemRandom m_random;
};

} // namespace dd::test
