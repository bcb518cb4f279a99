// Cards whose chip proves itself by chip authentication, and the app's side of carrying an authority's bytes to one.
#pragma once

#include "core/credential/enrolment.h"
#include "nfc/apdu/tlv.h"
#include "nfc/authentication/remote_chip_authentication.h"
#include "nfc/secure_messaging/key_derivation.h"
#include "nfc/secure_messaging/pace.h"
#include "nfc/simulator/file_encoding.h"
#include "nfc/simulator/security_info_encoding.h"
#include "nfc/simulator/soft_card.h"

namespace dd::test {

// A chip authentication key as Vietnamese cards have it: ECDH on brainpoolP256r1, AES-128.
inline nfc::ChipKey freshChipKey()
{
    nfc::ChipKey key = nfc::simulator::makeChipKey(13).value();
    key.protocols = {QByteArray::fromHex("04007F00070202030202")};
    return key;
}

// DG14 as chips with this key have it.
inline QByteArray dg14Of(const nfc::ChipKey &key)
{
    return nfc::simulator::dg14File(nfc::simulator::signedSecurityInfos({}, {key}).value());
}

// The issuer signs the card again, with what changed on it.
inline nfc::CardImage signedAgain(nfc::CardImage card, const nfc::DemoIssuer &issuer, qint64 now)
{
    card.files.remove(nfc::FileId::Sod);
    card.files.insert(nfc::FileId::Sod, nfc::simulator::sodFile(card.files, issuer, now).value());
    return card;
}

inline nfc::RemoteChipMessage messageOf(const credential::EnrolChipChallenge &told)
{
    return {{told.mse, told.generalAuthenticate}, told.firstCommand};
}

// Opens the chip by its CAN and carries the bytes to it. What comes back is R1, or why there is none.
inline Result<QByteArray> carryToChip(const nfc::CardImage &card, const credential::EnrolChipChallenge &told, Random &random)
{
    const auto source = nfc::makeSimulatedSource(card, random);
    const auto channel = source->connect({}, 1000);
    if (!channel)
        return fail(channel.error());
    nfc::CardLink link(**channel);
    const auto profiles = nfc::paceProfiles(nfc::parseCardAccess(card.files.value(nfc::FileId::CardAccess)).value());
    if (const auto opened = nfc::runPace(link, profiles->first(), {nfc::AccessKey::Kind::Can, card.can.toLatin1()}, random); !opened)
        return fail(opened.error());
    if (const auto selected = link.transmit({0x00, 0xA4, 0x04, 0x0C, QByteArray::fromHex("A0000002471001"), 0, false}); !selected || !selected->isSuccess())
        return fail(ErrorCode::NotAnIdCard);
    return nfc::performRemoteChipAuthentication(link, messageOf(told));
}

// R1 as somebody makes it who has this private key, the bytes of the challenge and an idea of the file: a chip, or its forger.
inline QByteArray answerWith(const nfc::ChipKey &key, const credential::EnrolChipChallenge &told, QByteArrayView file)
{
    const auto domain = nfc::EcDomain::standardized(key.parameterId).value();
    const auto outer = nfc::tlv::readSingle(told.generalAuthenticate, 0x7C).value();
    const auto terminalKey = nfc::tlv::readSingle(outer.value, 0x80).value();
    const Secret shared = domain.sharedSecret(key.privateKey, terminalKey.value).value();
    nfc::SecureSession session(nfc::deriveKey(shared.view(), nfc::KeyPurpose::Encryption, nfc::CipherSuite::Aes128).value(),
                               nfc::deriveKey(shared.view(), nfc::KeyPurpose::Mac, nfc::CipherSuite::Aes128).value(), nfc::CipherSuite::Aes128);
    // A forger does not mind whether C1 was protected rightly; the counter moves all the same.
    const auto command = session.unprotectCommand(nfc::CommandApdu::parse(told.firstCommand).value());
    const qsizetype asked = command ? command->expected : 160;
    return session.protectResponse({file.first(qMin(asked, file.size())).toByteArray(), nfc::sw::success}).value().encoded();
}

} // namespace dd::test
