#include "nfc/simulator/pace_chip.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/key_derivation.h"

#include <algorithm>

namespace dd::nfc::simulator {
namespace {

constexpr quint8 passwordMrz = 0x01;
constexpr quint8 passwordCan = 0x02;
constexpr quint16 lastOfChainExpected = 0x6883;
constexpr quint16 triesLeft = 0x63C0;
constexpr quint32 dynamicAuthenticationData = 0x7C;
constexpr qsizetype genericNonceSize = 16; // whole blocks of every cipher (§4.4.3.3)

ResponseApdu answer(const QByteArray &objects)
{
    return {tlv::encode(dynamicAuthenticationData, objects), sw::success};
}

QList<PaceInfo> offersOf(const CardImage &image)
{
    if (image.pace)
        return *image.pace;
    const Result<SecurityInfos> infos = parseCardAccess(image.files.value(FileId::CardAccess));
    return infos ? infos->pace : QList<PaceInfo>();
}

// Prime field elements travel as unsigned integers, without leading zeros (§9.4.1, §9.4.5).
QByteArray publicKeyObject(const AgreementDomain &domain, QByteArray publicKey)
{
    while (!domain.isElliptic() && publicKey.size() > 1 && publicKey.startsWith('\0'))
        publicKey.remove(0, 1);
    return publicKey;
}

} // namespace

struct PaceChip::Request // MSE:Set AT (§4.4.4.1)
{
    std::optional<QByteArray> protocol;  // 80
    std::optional<QByteArray> password;  // 83
    std::optional<QByteArray> parameter; // 84

    // Other tags are ignored (note 2 there). False when the objects are no objects or one comes twice.
    [[nodiscard]] bool read(QByteArrayView data)
    {
        tlv::Reader reader(data);
        while (!reader.atEnd()) {
            const Result<tlv::Element> object = reader.next();
            if (!object)
                return false;
            std::optional<QByteArray> *const place = object->tag == 0x80 ? &protocol
                : object->tag == 0x83                                    ? &password
                : object->tag == 0x84                                    ? &parameter
                                                                         : nullptr;
            if (place == nullptr)
                continue;
            if (place->has_value())
                return false;
            *place = object->value.toByteArray();
        }
        return true;
    }
};

PaceChip::PaceChip(const CardImage &image, const Tampering &tampering, Random &random)
    : m_image(image), m_tampering(tampering), m_random(random), m_offers(offersOf(image))
{
}

void PaceChip::reset()
{
    m_step = Step::Idle;
    m_protocol.reset();
    m_domain.reset();
    m_nonce.clear();
    m_mappingPrivate.clear();
    m_encryptionKey.clear();
    m_macKey.clear();
    m_chipKey.clear();
    m_terminalKey.clear();
    m_session.reset();
}

ResponseApdu PaceChip::refuse(quint16 status)
{
    reset();
    return {{}, status};
}

ResponseApdu PaceChip::refusePassword()
{
    const int tries = m_image.behaviour.passwordTries;
    if (tries == 0)
        return refuse(sw::authenticationFailed);
    m_wrongPasswords = std::min(m_wrongPasswords + 1, tries);
    return refuse(static_cast<quint16>(triesLeft | std::min(tries - m_wrongPasswords, 15)));
}

std::optional<SessionKeys> PaceChip::takeSession()
{
    return std::exchange(m_session, std::nullopt);
}

// The static key for chip authentication mapping lies on the curve of the mapping.
const ChipKey *PaceChip::mappingKey() const
{
    const auto onTheCurve = [this](const ChipKey &key) { return key.parameterId == m_parameterId; };
    const auto found = std::find_if(m_image.chipKeys.begin(), m_image.chipKeys.end(), onTheCurve);
    return found == m_image.chipKeys.end() ? nullptr : &*found;
}

// Protocol and domain parameters for the request, or why not.
quint16 PaceChip::choose(const Request &request)
{
    Result<PaceProtocol> protocol = paceProtocolFrom(*request.protocol);
    QList<int> parameters; // that the card offers with this protocol
    bool ambiguous = false;
    for (const PaceInfo &offer : m_offers) {
        if (offer.protocol == *request.protocol && offer.parameterId)
            parameters.append(*offer.parameterId);
        ambiguous = ambiguous || offer.parameterId != m_offers.first().parameterId;
    }
    if (!protocol || parameters.isEmpty())
        return sw::incorrectData;
    if (!request.parameter && m_image.behaviour.needsDomainReference)
        return sw::inconsistentLength;
    if (!request.parameter && ambiguous)
        return sw::referencedDataNotFound;
    if (request.parameter) {
        if (request.parameter->size() != 1 || !parameters.contains(static_cast<quint8>(request.parameter->front())))
            return sw::referencedDataNotFound;
        parameters = {static_cast<quint8>(request.parameter->front())};
    }
    Result<AgreementDomain> domain = AgreementDomain::standardized(parameters.first());
    if (!domain || domain->isElliptic() != protocol->elliptic)
        return sw::incorrectData;
    m_parameterId = parameters.first();
    m_protocol = std::move(*protocol);
    m_domain = std::move(*domain);
    return m_protocol->mapping == PaceMapping::ChipAuthentication && mappingKey() == nullptr ? sw::incorrectData : sw::success;
}

ResponseApdu PaceChip::manageSecurityEnvironment(const CommandApdu &command)
{
    reset();
    Request request;
    if (!request.read(command.data) || !request.protocol || !request.password)
        return refuse(sw::incorrectData);
    if (const quint16 status = choose(request); status != sw::success)
        return refuse(status);
    m_password = request.password->size() == 1 ? static_cast<quint8>(request.password->front()) : 0;
    const bool known = (m_password == passwordMrz && !m_image.mrzInformation.isEmpty()) || (m_password == passwordCan && !m_image.can.isEmpty());
    if (!known)
        return refuse(sw::referencedDataNotFound);
    const int tries = m_image.behaviour.passwordTries;
    if (tries > 0 && m_wrongPasswords >= tries)
        return refuse(triesLeft);
    m_step = Step::Nonce;
    // After wrong passwords the chip warns already here how many tries are left (BSI TR-03110-3 B.1).
    return {{}, tries > 0 && m_wrongPasswords > 0 ? static_cast<quint16>(triesLeft | std::min(tries - m_wrongPasswords, 15)) : sw::success};
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
        return refuse(lastOfChainExpected); // all but the last command of the chain carry the chaining bit (§4.4.4.3)

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

ResponseApdu PaceChip::sendNonce()
{
    const CipherSuite suite = m_protocol->suite;
    const bool integrated = m_protocol->mapping == PaceMapping::Integrated;
    m_nonce = m_random.secret(static_cast<std::size_t>(integrated ? integratedNonceSize(suite) : genericNonceSize));
    const Result<Secret> key = m_password == passwordCan ? pacePasswordKeyFromCan(m_image.can.toLatin1(), suite)
                                                         : pacePasswordKeyFromMrz(m_image.mrzInformation, suite);
    const Result<QByteArray> encrypted =
        key ? cbcEncrypt(suite, key->view(), QByteArray(blockSize(suite), '\0'), m_nonce.view()) : Result<QByteArray>(fail(key.error()));
    if (!encrypted)
        return refuse(sw::conditionsNotSatisfied);
    m_step = Step::Mapping;
    return answer(tlv::encode(0x80, *encrypted));
}

ResponseApdu PaceChip::mapNonce(QByteArrayView mappingData)
{
    ResponseApdu response = m_protocol->mapping == PaceMapping::Integrated ? mapByEncoding(mappingData) : mapByAgreement(mappingData);
    m_nonce.clear();
    if (response.isSuccess())
        m_step = Step::KeyAgreement;
    return response;
}

// Generic and chip authentication mapping (§4.4.3.3.1, §4.4.3.3.3): an anonymous key agreement moves the generator.
ResponseApdu PaceChip::mapByAgreement(QByteArrayView terminalKey)
{
    Result<KeyPair> own = m_domain->generate(m_random);
    if (!own)
        return refuse(sw::conditionsNotSatisfied);
    const QByteArray object = publicKeyObject(*m_domain, own->publicKey);
    if (!m_domain->checkPublicKey(terminalKey) || publicKeyObject(*m_domain, terminalKey.toByteArray()) == object)
        return refuse(sw::authenticationFailed);
    Result<AgreementDomain> mapped = m_domain->mapGeneric(m_nonce.view(), own->privateKey.view(), terminalKey);
    if (!mapped)
        return refuse(sw::authenticationFailed);
    m_domain = std::move(*mapped);
    if (m_protocol->mapping == PaceMapping::ChipAuthentication)
        m_mappingPrivate = std::move(own->privateKey);
    return answer(tlv::encode(0x82, object));
}

// Integrated mapping (§4.4.3.3.2): both nonces name the generator; the chip has nothing to say.
ResponseApdu PaceChip::mapByEncoding(QByteArrayView terminalNonce)
{
    if (terminalNonce.size() != keySize(m_protocol->suite))
        return refuse(sw::incorrectData);
    const Result<QByteArray> string = pacePseudoRandom(m_protocol->suite, m_nonce.view(), terminalNonce, m_domain->modulusBits());
    Result<AgreementDomain> mapped = string ? m_domain->mapIntegrated(*string) : fail(string.error());
    if (!mapped)
        return refuse(sw::authenticationFailed);
    m_domain = std::move(*mapped);
    return answer(tlv::encode(0x82, QByteArrayView()));
}

ResponseApdu PaceChip::agreeOnKeys(QByteArrayView terminalKey)
{
    const Result<KeyPair> own = m_domain->generate(m_random);
    if (!own)
        return refuse(sw::conditionsNotSatisfied);
    m_chipKey = publicKeyObject(*m_domain, own->publicKey);
    m_terminalKey = terminalKey.toByteArray(); // as sent: the token covers these bytes
    // §4.4.1 step 3: the two ephemeral keys shall differ.
    if (!m_domain->checkPublicKey(terminalKey) || publicKeyObject(*m_domain, m_terminalKey) == m_chipKey)
        return refuse(sw::authenticationFailed);
    const Result<Secret> shared = m_domain->sharedSecret(own->privateKey.view(), terminalKey);
    if (!shared)
        return refuse(sw::authenticationFailed);
    Result<Secret> encryption = deriveKey(shared->view(), KeyPurpose::Encryption, m_protocol->suite);
    Result<Secret> mac = deriveKey(shared->view(), KeyPurpose::Mac, m_protocol->suite);
    if (!encryption || !mac)
        return refuse(sw::conditionsNotSatisfied);
    m_encryptionKey = std::move(*encryption);
    m_macKey = std::move(*mac);
    m_step = Step::Token;
    return answer(tlv::encode(0x84, m_chipKey));
}

// CA_IC = SK_Map,IC / SK_IC (§4.4.3.5.1), encrypted for the terminal.
Result<QByteArray> PaceChip::chipAuthenticationData() const
{
    const Result<Secret> data = m_domain->elliptic()->quotient(m_mappingPrivate.view(), mappingKey()->privateKey);
    if (!data)
        return fail(data.error());
    QByteArray plain = data->view().toByteArray();
    if (m_tampering.value)
        m_tampering.value(Tampering::Value::ChipAuthenticationData, plain);
    Result<QByteArray> encrypted = encryptChipAuthenticationData(m_protocol->suite, m_encryptionKey.view(), plain);
    wipe(plain);
    return encrypted;
}

// A wrong password ends here: the terminal mapped another nonce, so its keys and its token are others.
ResponseApdu PaceChip::checkToken(QByteArrayView terminalToken)
{
    const Result<QByteArray> expected = paceToken(*m_protocol, m_macKey.view(), *m_domain, m_chipKey);
    const Result<QByteArray> own = paceToken(*m_protocol, m_macKey.view(), *m_domain, m_terminalKey);
    if (!expected || !own)
        return refuse(sw::conditionsNotSatisfied);
    if (!constantTimeEqual(*expected, terminalToken))
        return refusePassword();
    QByteArray objects = tlv::encode(0x86, *own);
    if (m_protocol->mapping == PaceMapping::ChipAuthentication) {
        const Result<QByteArray> data = chipAuthenticationData();
        if (!data)
            return refuse(sw::conditionsNotSatisfied);
        objects += tlv::encode(0x8A, *data);
    }
    SessionKeys keys{std::move(m_encryptionKey), std::move(m_macKey), m_protocol->suite, {}};
    reset();
    m_wrongPasswords = 0;
    m_session = std::move(keys);
    return answer(objects);
}

} // namespace dd::nfc::simulator
