#include "nfc/simulator/ca_chip.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/agreement_domain.h"
#include "nfc/secure_messaging/key_derivation.h"

#include <algorithm>

namespace dd::nfc::simulator {
namespace {

const QByteArray idChipAuthentication = QByteArray::fromHex("04007F0007020203"); // 0.4.0.127.0.7.2.2.3
constexpr char lastArcOfTripleDes = 1;

// id-CA-DH-… and id-CA-ECDH-… (§9.2.7): the last arc names the cipher.
std::optional<CipherSuite> suiteOf(QByteArrayView protocol)
{
    if (protocol.size() != idChipAuthentication.size() + 2 || !protocol.startsWith(idChipAuthentication))
        return std::nullopt;
    switch (protocol.back()) {
    case 1: return CipherSuite::TripleDes;
    case 2: return CipherSuite::Aes128;
    case 3: return CipherSuite::Aes192;
    case 4: return CipherSuite::Aes256;
    default: return std::nullopt;
    }
}

std::optional<int> referenceIn(QByteArrayView value)
{
    if (value.isEmpty() || value.size() > 3)
        return std::nullopt;
    int number = 0;
    for (const char byte : value)
        number = number << 8 | static_cast<quint8>(byte);
    return number;
}

} // namespace

struct CaChip::Request // MSE:Set AT (§6.2.4.2) and MSE:Set KAT (§6.2.4.1)
{
    std::optional<QByteArray> protocol;  // 80
    std::optional<QByteArray> reference; // 84
    std::optional<QByteArray> publicKey; // 91

    // Other tags are ignored; false when the objects are no objects.
    [[nodiscard]] bool read(QByteArrayView data)
    {
        tlv::Reader reader(data);
        while (!reader.atEnd()) {
            const Result<tlv::Element> object = reader.next();
            if (!object)
                return false;
            if (object->tag == 0x80)
                protocol = object->value.toByteArray();
            else if (object->tag == 0x84)
                reference = object->value.toByteArray();
            else if (object->tag == 0x91)
                publicKey = object->value.toByteArray();
        }
        return true;
    }
};

void CaChip::reset()
{
    m_choice.reset();
    m_session.reset();
}

// The key that serves the protocol, under its reference where the chip has several.
std::expected<CaChip::Choice, quint16> CaChip::choose(const Request &request, bool tripleDesOnly) const
{
    QList<const ChipKey *> serving;
    qsizetype forChipAuthentication = 0;
    Choice choice;
    for (const ChipKey &key : m_image.chipKeys) {
        forChipAuthentication += key.protocols.isEmpty() ? 0 : 1;
        for (const QByteArray &protocol : key.protocols) {
            const bool wanted = tripleDesOnly ? protocol.endsWith(lastArcOfTripleDes) : protocol == *request.protocol;
            const std::optional<CipherSuite> suite = suiteOf(protocol);
            if (!wanted || !suite)
                continue;
            serving.append(&key);
            choice.suite = *suite;
        }
    }
    if (serving.isEmpty())
        return std::unexpected(tripleDesOnly ? sw::incorrectParameters : sw::incorrectData);
    if (!request.reference && forChipAuthentication > 1)
        return std::unexpected(sw::referencedDataNotFound);
    if (request.reference) {
        const std::optional<int> reference = referenceIn(*request.reference);
        serving.removeIf([&](const ChipKey *key) { return !reference || key->keyId != reference; });
        if (serving.isEmpty())
            return std::unexpected(sw::referencedDataNotFound);
    }
    choice.key = serving.first();
    return choice;
}

quint16 CaChip::agree(const Choice &choice, QByteArrayView terminalKey)
{
    const Result<AgreementDomain> domain = AgreementDomain::standardized(choice.key->parameterId);
    if (!domain)
        return sw::conditionsNotSatisfied;
    if (!domain->checkPublicKey(terminalKey))
        return sw::incorrectData;
    const Result<Secret> shared = domain->sharedSecret(choice.key->privateKey, terminalKey);
    if (!shared)
        return sw::incorrectData;
    Result<Secret> encryption = deriveKey(shared->view(), KeyPurpose::Encryption, choice.suite);
    Result<Secret> mac = deriveKey(shared->view(), KeyPurpose::Mac, choice.suite);
    if (!encryption || !mac)
        return sw::conditionsNotSatisfied;
    m_session = SessionKeys{std::move(*encryption), std::move(*mac), choice.suite, {}};
    return sw::success;
}

ResponseApdu CaChip::setKeyAgreementTemplate(const CommandApdu &command)
{
    reset();
    Request request;
    if (!request.read(command.data) || !request.publicKey)
        return {{}, sw::incorrectData};
    const std::expected<Choice, quint16> choice = choose(request, true);
    return {{}, choice ? agree(*choice, *request.publicKey) : choice.error()};
}

ResponseApdu CaChip::setAuthenticationTemplate(const CommandApdu &command)
{
    reset();
    Request request;
    if (!request.read(command.data) || !request.protocol)
        return {{}, sw::incorrectData};
    const std::expected<Choice, quint16> choice = choose(request, false);
    if (!choice)
        return {{}, choice.error()};
    m_choice = *choice;
    return {{}, sw::success};
}

ResponseApdu CaChip::generalAuthenticate(const CommandApdu &command)
{
    const std::optional<Choice> choice = std::exchange(m_choice, std::nullopt);
    if (!choice)
        return {{}, sw::conditionsNotSatisfied};
    if (command.p1 != 0 || command.p2 != 0)
        return {{}, sw::incorrectParameters};
    if (command.expected == 0)
        return {{}, sw::wrongLength};
    const Result<tlv::Element> data = tlv::readSingle(command.data, 0x7C);
    const Result<tlv::Element> key = data ? tlv::readSingle(data->value, 0x80) : data;
    if (!key)
        return {{}, sw::incorrectData};
    const quint16 status = agree(*choice, key->value);
    return {status == sw::success ? tlv::encode(0x7C, QByteArrayView()) : QByteArray(), status};
}

} // namespace dd::nfc::simulator
