#include "nfc/simulator/pace_chip.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/block_cipher.h"
#include "nfc/secure_messaging/key_derivation.h"

namespace dd::nfc::simulator {
namespace {

constexpr int brainpoolP256r1 = 13;
constexpr quint8 passwordMrz = 0x01;
constexpr quint8 passwordCan = 0x02;
constexpr quint32 dynamicAuthenticationData = 0x7C;

const QByteArray &paceProtocol() // id-PACE-ECDH-GM-AES-CBC-CMAC-128, content bytes
{
    static const QByteArray identifier = QByteArray::fromHex("04007F00070202040202");
    return identifier;
}

ResponseApdu answer(quint32 tag, QByteArrayView value)
{
    return {tlv::encode(dynamicAuthenticationData, tlv::encode(tag, value)), sw::success};
}

} // namespace

PaceChip::PaceChip(QByteArray can, QByteArray mrzInformation, Random &random)
    : m_can(std::move(can)), m_mrzInformation(std::move(mrzInformation)), m_random(random)
{
}

void PaceChip::reset()
{
    m_step = Step::Idle;
    m_nonce.clear();
    m_encryptionKey.clear();
    m_macKey.clear();
    m_mappedDomain.reset();
    m_chipKey.clear();
    m_terminalKey.clear();
    m_session.reset();
}

ResponseApdu PaceChip::refuse(quint16 status)
{
    reset();
    return {{}, status};
}

std::optional<SecureSession> PaceChip::takeSession()
{
    return std::exchange(m_session, std::nullopt);
}

// MSE:Set AT (§4.4.4.1): 80 protocol, 83 password reference, 84 domain parameters (optional, as the card offers one set).
ResponseApdu PaceChip::manageSecurityEnvironment(const CommandApdu &command)
{
    reset();
    if (command.p1 != 0xC1 || command.p2 != 0xA4)
        return refuse(sw::incorrectParameters);
    tlv::Reader reader(command.data);
    const Result<tlv::Element> protocol = reader.next(0x80);
    if (!protocol || protocol->value != paceProtocol())
        return refuse(sw::incorrectData);
    const Result<tlv::Element> password = reader.next(0x83);
    if (!password || password->value.size() != 1)
        return refuse(sw::incorrectData);
    m_password = static_cast<quint8>(password->value[0]);
    if (m_password != passwordMrz && m_password != passwordCan)
        return refuse(sw::referencedDataNotFound);
    if (reader.peekTag() == 0x84) {
        const Result<tlv::Element> domain = reader.next();
        if (!domain || domain->value.size() != 1 || domain->value[0] != char(brainpoolP256r1))
            return refuse(sw::referencedDataNotFound);
    }
    if (!reader.atEnd())
        return refuse(sw::incorrectData);
    m_step = Step::Nonce;
    return {{}, sw::success};
}

ResponseApdu PaceChip::generalAuthenticate(const CommandApdu &command)
{
    if (m_step == Step::Idle)
        return refuse(sw::conditionsNotSatisfied);
    if (command.p1 != 0 || command.p2 != 0)
        return refuse(sw::incorrectParameters);
    if (command.expected == 0)
        return refuse(sw::wrongLength);
    if (command.isChained() == (m_step == Step::Token))
        return refuse(0x6883); // all but the last command of the chain carry the chaining bit (§4.4.4.2)

    const Result<tlv::Element> data = tlv::readSingle(command.data, dynamicAuthenticationData);
    if (!data)
        return refuse(sw::incorrectData);
    if (m_step == Step::Nonce)
        return data->value.isEmpty() ? sendNonce() : refuse(sw::incorrectData);
    const quint32 wanted = m_step == Step::Mapping ? 0x81 : m_step == Step::KeyAgreement ? 0x83 : 0x85;
    const Result<tlv::Element> value = tlv::readSingle(data->value, wanted);
    if (!value)
        return refuse(sw::incorrectData);
    switch (m_step) {
    case Step::Mapping:
        return mapNonce(value->value);
    case Step::KeyAgreement:
        return agreeOnKeys(value->value);
    default:
        return checkToken(value->value);
    }
}

Result<Secret> PaceChip::passwordKey() const
{
    return m_password == passwordCan ? pacePasswordKeyFromCan(m_can, CipherSuite::Aes128)
                                     : pacePasswordKeyFromMrz(m_mrzInformation, CipherSuite::Aes128);
}

ResponseApdu PaceChip::sendNonce()
{
    m_nonce = m_random.secret(aesBlockSize);
    const Result<Secret> key = passwordKey();
    const Result<QByteArray> encrypted =
        key ? aesCbcEncrypt(key->view(), QByteArray(aesBlockSize, '\0'), m_nonce.view()) : Result<QByteArray>(fail(key.error()));
    if (!encrypted)
        return refuse(sw::conditionsNotSatisfied);
    m_step = Step::Mapping;
    return answer(0x80, *encrypted);
}

ResponseApdu PaceChip::mapNonce(QByteArrayView terminalKey)
{
    const Result<EcDomain> domain = EcDomain::standardized(brainpoolP256r1);
    if (!domain)
        return refuse(sw::conditionsNotSatisfied);
    const Result<KeyPair> own = domain->generate(m_random);
    if (!own)
        return refuse(sw::conditionsNotSatisfied);
    if (!domain->checkPublicKey(terminalKey) || terminalKey == own->publicKey)
        return refuse(sw::authenticationFailed);
    const Result<EcDomain> mapped = domain->mapGeneric(m_nonce.view(), own->privateKey.view(), terminalKey);
    if (!mapped)
        return refuse(sw::authenticationFailed);
    m_mappedDomain = *mapped;
    m_step = Step::KeyAgreement;
    return answer(0x82, own->publicKey);
}

ResponseApdu PaceChip::agreeOnKeys(QByteArrayView terminalKey)
{
    const Result<KeyPair> own = m_mappedDomain->generate(m_random);
    if (!own)
        return refuse(sw::conditionsNotSatisfied);
    // §4.4.1 step 2 c: the two ephemeral keys shall differ.
    if (!m_mappedDomain->checkPublicKey(terminalKey) || terminalKey == own->publicKey)
        return refuse(sw::authenticationFailed);
    const Result<Secret> shared = m_mappedDomain->sharedSecret(own->privateKey.view(), terminalKey);
    if (!shared)
        return refuse(sw::authenticationFailed);
    Result<Secret> encryption = deriveKey(shared->view(), KeyPurpose::Encryption, CipherSuite::Aes128);
    Result<Secret> mac = deriveKey(shared->view(), KeyPurpose::Mac, CipherSuite::Aes128);
    if (!encryption || !mac)
        return refuse(sw::conditionsNotSatisfied);
    m_encryptionKey = std::move(*encryption);
    m_macKey = std::move(*mac);
    m_chipKey = own->publicKey;
    m_terminalKey = terminalKey.toByteArray();
    m_step = Step::Token;
    return answer(0x84, m_chipKey);
}

// A wrong CAN ends here: the terminal mapped another nonce, so its keys and its token are others.
ResponseApdu PaceChip::checkToken(QByteArrayView terminalToken)
{
    const Result<PaceProtocol> protocol = paceProtocolFrom(paceProtocol());
    const Result<QByteArray> expected = paceToken(*protocol, m_macKey.view(), *m_mappedDomain, m_chipKey);
    const Result<QByteArray> own = paceToken(*protocol, m_macKey.view(), *m_mappedDomain, m_terminalKey);
    if (!expected || !own)
        return refuse(sw::conditionsNotSatisfied);
    if (!constantTimeEqual(*expected, terminalToken))
        return refuse(sw::authenticationFailed);
    SecureSession session(std::move(m_encryptionKey), std::move(m_macKey), CipherSuite::Aes128);
    reset();
    m_session.emplace(std::move(session));
    return answer(0x86, *own);
}

} // namespace dd::nfc::simulator
