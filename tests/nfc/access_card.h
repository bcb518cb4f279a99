// A simulated chip for tests of access and chip authentication: few files, any protocol, any mistake.
#pragma once

#include "core/base/random.h"
#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/card_link.h"
#include "nfc/simulator/soft_card.h"
#include "tests/nfc/ca_test_chip.h"
#include "tests/nfc/hex.h"

namespace dd::test {

inline QByteArray paceInfo(const QByteArray &protocol, int parameterId)
{
    return nfc::tlv::encode(0x30, {nfc::tlv::encode(0x06, protocol), hex("020102"), integer(QByteArray(1, static_cast<char>(parameterId)))});
}

// `mapping` and `cipher` are the last two arcs of the object identifier (9303-11 §9.2.3).
inline QByteArray paceProtocol(int mapping, int cipher)
{
    return hex("04007F0007020204") + static_cast<char>(mapping) + static_cast<char>(cipher);
}

inline QByteArray paceInfo(int mapping, int cipher, int parameterId)
{
    return paceInfo(paceProtocol(mapping, cipher), parameterId);
}

inline QByteArray cardAccessOf(std::initializer_list<QByteArray> infos)
{
    return nfc::tlv::encode(0x31, infos);
}

inline const QByteArray accessMrz("T22000129364081251010318"); // the document of 9303-11 appendix G
inline const QByteArray accessCan("123456");
inline const QByteArray accessChipKey = hex("107CF58696EF6155053340FD633392BA81909DF7"); // a private key of every group

// A chip with this EF.CardAccess (empty: BAC only) and EF.COM, EF.SOD.
inline nfc::CardImage accessCard(const QByteArray &cardAccess)
{
    nfc::CardImage image;
    if (!cardAccess.isEmpty())
        image.files.insert(nfc::FileId::CardAccess, cardAccess);
    image.files.insert(nfc::FileId::Com, hex("60145F0104303130365F36063034303030305C026175"));
    image.files.insert(nfc::FileId::Sod, nfc::tlv::encode(0x77, QByteArray(700, 's')));
    image.mrzInformation = accessMrz;
    image.can = QString::fromLatin1(accessCan);
    return image;
}

inline QByteArray publicKeyOf(const nfc::ChipKey &key)
{
    return *nfc::AgreementDomain::standardized(key.parameterId)->publicKeyOf(key.privateKey);
}

inline QByteArray subjectPublicKeyInfoOf(const nfc::ChipKey &key)
{
    const bool elliptic = nfc::AgreementDomain::standardized(key.parameterId)->isElliptic();
    return standardizedKeyOf(key.parameterId, elliptic ? publicKeyOf(key) : integer(publicKeyOf(key)));
}

// The chip as a channel; what it was sent is kept.
class SoftCardChannel final : public nfc::CardChannel
{
public:
    explicit SoftCardChannel(nfc::CardImage image, nfc::Tampering tampering = {})
        : m_extended(image.extendedLength), m_card(std::move(image), m_random, std::move(tampering))
    {
        m_card.powerOn();
    }
    int maxCommandLength() const override { return m_extended && extendedReader ? 65544 : 261; }
    Result<QByteArray> transceive(QByteArrayView command) override
    {
        if (lostAt >= 0 && static_cast<int>(sent.size()) >= lostAt)
            return fail(ErrorCode::CardLost, QStringLiteral("test"));
        sent.append(command.toByteArray());
        return m_card.respond(command);
    }

    void powerOn() { m_card.powerOn(); }

    bool extendedReader = true;
    int lostAt = -1; // the card leaves before this command
    QByteArrayList sent;

private:
    SystemRandom m_random;
    bool m_extended;
    nfc::SoftCard m_card;
};

inline bool selectApplication(nfc::CardLink &link)
{
    const Result<nfc::ResponseApdu> answer = link.transmit({0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0, false});
    return answer && answer->isSuccess();
}

} // namespace dd::test
