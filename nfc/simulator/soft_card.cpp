#include "nfc/simulator/soft_card.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/block_cipher.h"
#include "nfc/secure_messaging/session.h"
#include "nfc/simulator/bac_chip.h"
#include "nfc/simulator/ca_chip.h"
#include "nfc/simulator/card_file_system.h"
#include "nfc/simulator/chip_signature.h"
#include "nfc/simulator/pace_chip.h"

#include <algorithm>
#include <optional>

namespace dd::nfc {
namespace {

using simulator::Access;

constexpr quint8 insManageSecurityEnvironment = 0x22;
constexpr quint8 insExternalAuthenticate = 0x82;
constexpr quint8 insGetChallenge = 0x84;
constexpr quint8 insGeneralAuthenticate = 0x86;
constexpr quint8 insInternalAuthenticate = 0x88;
constexpr quint8 insSelect = 0xA4;
constexpr quint8 insReadBinary = 0xB0;
constexpr quint8 insReadBinaryOdd = 0xB1;
// P1 and P2 of MSE:Set.
constexpr quint16 paceTemplate = 0xC1A4;
constexpr quint16 chipAuthenticationTemplate = 0x41A4;
constexpr quint16 keyAgreementTemplate = 0x41A6;
constexpr quint16 secureMessagingNotSupported = 0x6882;
constexpr quint16 chainingNotSupported = 0x6884;
constexpr quint8 classBits = 0x1C; // chaining and secure messaging; everything else is another class
constexpr qsizetype checksumObjectSize = 10; // DO'8E'

bool isExtendedForm(QByteArrayView command)
{
    return command.size() > 5 && command[4] == '\0';
}

// Even instructions carry their data in DO'87', odd ones in DO'85' (ISO/IEC 7816-4 §10.2).
bool hasForeignCryptogram(const CommandApdu &secured)
{
    const char foreign = (secured.ins & 1) == 0 ? '\x85' : '\x87';
    return secured.data.startsWith(foreign);
}

bool isWrongLength(quint16 status)
{
    return status == sw::wrongLength || (status >> 8) == 0x6C;
}

} // namespace

struct SoftCard::State
{
    State(CardImage &&content, Random &source, Tampering &&wanted)
        : image(std::move(content)),
          tampering(std::move(wanted)),
          random(source),
          files(image),
          pace(image, tampering, source),
          bac(image, tampering, source),
          ca(image)
    {
    }

    const CardImage image;
    const Tampering tampering;
    Random &random;
    simulator::CardFileSystem files;
    simulator::PaceChip pace;
    simulator::BacChip bac;
    simulator::CaChip ca;
    std::optional<SecureSession> session; // its presence is what gives access
    Access sessionAccess = Access::None;
    Secret macKey; // of the session, for tampering only
    int commands = 0;

    [[nodiscard]] Access access() const;
    void open(simulator::SessionKeys keys, Access access);
    void forget();
    [[nodiscard]] ResponseApdu drop(quint16 status);
    [[nodiscard]] ResponseApdu respond(QByteArrayView bytes);
    [[nodiscard]] ResponseApdu respondSecured(const CommandApdu &secured);
    [[nodiscard]] ResponseApdu respondPlain(const CommandApdu &command);
    [[nodiscard]] ResponseApdu execute(const CommandApdu &command);
    [[nodiscard]] ResponseApdu manageSecurityEnvironment(const CommandApdu &command);
    [[nodiscard]] ResponseApdu authenticateByMrz(const CommandApdu &command);
    [[nodiscard]] ResponseApdu internalAuthenticate(const CommandApdu &command);
    void tamperWithObjects(ResponseApdu &response);
};

// A chip with neither BAC nor PACE guards nothing (§4.1 note 1).
Access SoftCard::State::access() const
{
    const bool guarded = image.behaviour.basicAccessControl || pace.isOffered();
    return session || guarded ? sessionAccess : Access::Basic;
}

void SoftCard::State::open(simulator::SessionKeys keys, Access access)
{
    macKey = keys.mac.clone();
    session.emplace(std::move(keys.encryption), std::move(keys.mac), keys.suite, std::move(keys.counter));
    sessionAccess = access;
}

void SoftCard::State::forget()
{
    session.reset();
    sessionAccess = Access::None;
    macKey.clear();
    pace.reset();
    bac.reset();
    ca.reset();
    files.reset();
}

// A secure messaging error ends the session and the access that came with it (ICAO 9303-11 §9.8.3, §9.8.5).
ResponseApdu SoftCard::State::drop(quint16 status)
{
    forget();
    return {{}, status};
}

ResponseApdu SoftCard::State::respondSecured(const CommandApdu &secured)
{
    if (!session)
        return {{}, secureMessagingNotSupported};
    if (secured.isChained())
        return {{}, chainingNotSupported};
    if (secured.expected == 0)
        return {{}, sw::wrongLength}; // a protected answer always has data (DO'99', DO'8E')
    if (hasForeignCryptogram(secured))
        return drop(sw::secureMessagingWrong);
    const Result<CommandApdu> plain = session->unprotectCommand(secured);
    if (!plain)
        return drop(plain.error().detail == QLatin1String("6987") ? sw::secureMessagingMissing : sw::secureMessagingWrong);
    ResponseApdu response = execute(*plain);
    const int longest = image.behaviour.longestResponse;
    const int room = longest > 0 ? std::min(secured.expected + 2, longest) : secured.expected + 2;
    if (response.data.size() > SecureSession::maxPlainData(room, session->suite()))
        response = {{}, sw::wrongLength};
    if (tampering.answer)
        tampering.answer(*plain, response);
    if (isWrongLength(response.status) && image.behaviour.nakedWrongLength)
        return {{}, response.status};
    Result<ResponseApdu> answer = session->protectResponse(response, (plain->ins & 1) != 0);
    if (!answer)
        return drop(sw::secureMessagingWrong);
    tamperWithObjects(*answer);
    // Chip authentication: this answer went out under the old keys, which are gone now (§9.8.2).
    if (std::optional<simulator::SessionKeys> keys = ca.takeSession(); keys && response.isSuccess())
        open(std::move(*keys), sessionAccess);
    return *answer;
}

void SoftCard::State::tamperWithObjects(ResponseApdu &response)
{
    if (!tampering.objects)
        return;
    QByteArray objects = response.data.chopped(checksumObjectSize);
    tampering.objects(objects);
    const CipherSuite suite = session->suite();
    const Result<QByteArray> checksum = macOfPadded(suite, macKey.view(), isoPad(session->counter() + objects, blockSize(suite)));
    response.data = objects + tlv::encode(0x8E, checksum.value_or(QByteArray()));
}

ResponseApdu SoftCard::State::respondPlain(const CommandApdu &command)
{
    if (session)
        return drop(sw::secureMessagingMissing);
    if (command.isChained() && command.ins != insGeneralAuthenticate)
        return {{}, chainingNotSupported};
    if (command.ins != insGeneralAuthenticate)
        pace.reset(); // nothing may come between the steps of PACE
    if (command.ins != insExternalAuthenticate)
        bac.reset(); // nor between challenge and answer
    ResponseApdu response = execute(command);
    const int longest = image.behaviour.longestResponse;
    if (response.data.size() > command.expected || (longest > 0 && response.data.size() + 2 > longest)) {
        pace.reset();
        bac.reset();
        response = {{}, sw::wrongLength};
    }
    if (tampering.answer)
        tampering.answer(command, response);
    // From the next command on; this answer goes out in plain.
    if (std::optional<simulator::SessionKeys> keys = pace.takeSession())
        open(std::move(*keys), Access::Pace);
    else if (keys = bac.takeSession(); keys)
        open(std::move(*keys), Access::Basic);
    return response;
}

ResponseApdu SoftCard::State::execute(const CommandApdu &command)
{
    if (command.ins != insGeneralAuthenticate)
        ca.reset();
    switch (command.ins) {
    case insSelect:
        return files.select(command, access());
    case insReadBinary:
    case insReadBinaryOdd:
        return files.readBinary(command, access());
    case insGetChallenge:
    case insExternalAuthenticate:
        return authenticateByMrz(command);
    case insInternalAuthenticate:
        return internalAuthenticate(command);
    case insManageSecurityEnvironment:
        return manageSecurityEnvironment(command);
    case insGeneralAuthenticate:
        return session ? ca.generalAuthenticate(command) : pace.generalAuthenticate(command);
    default:
        return {{}, sw::instructionNotSupported};
    }
}

ResponseApdu SoftCard::State::manageSecurityEnvironment(const CommandApdu &command)
{
    const auto wanted = static_cast<quint16>(command.p1 << 8 | command.p2);
    if (wanted == paceTemplate)
        return session ? ResponseApdu{{}, sw::conditionsNotSatisfied} : pace.manageSecurityEnvironment(command);
    if (wanted != chipAuthenticationTemplate && wanted != keyAgreementTemplate)
        return {{}, sw::incorrectParameters};
    // In the application or, where EF.CardSecurity tells the keys, in the master file (§6.2).
    if (!session || (!files.applicationSelected() && !image.files.contains(FileId::CardSecurity)))
        return {{}, sw::conditionsNotSatisfied};
    return wanted == keyAgreementTemplate ? ca.setKeyAgreementTemplate(command) : ca.setAuthenticationTemplate(command);
}

// BAC belongs to the application (§4.2 step 4) and comes instead of PACE, never after it.
ResponseApdu SoftCard::State::authenticateByMrz(const CommandApdu &command)
{
    if (!image.behaviour.basicAccessControl)
        return {{}, sw::instructionNotSupported};
    if (session || !files.applicationSelected())
        return {{}, sw::conditionsNotSatisfied};
    return command.ins == insGetChallenge ? bac.getChallenge(command) : bac.externalAuthenticate(command);
}

ResponseApdu SoftCard::State::internalAuthenticate(const CommandApdu &command)
{
    if (access() == Access::None || !files.applicationSelected())
        return {{}, sw::securityStatusNotSatisfied};
    if (command.p1 != 0 || command.p2 != 0)
        return {{}, sw::incorrectParameters};
    if (command.data.size() != 8)
        return {{}, sw::wrongLength};
    if (image.aaPrivateKey.isEmpty())
        return {{}, sw::referencedDataNotFound};
    const Result<QByteArray> signature = simulator::signChallenge(image.aaPrivateKey, command.data, random, image.activeAuthentication);
    if (!signature)
        return {{}, sw::conditionsNotSatisfied};
    if (signature->size() > command.expected)
        return {{}, sw::wrongLength};
    return {*signature, sw::success};
}

ResponseApdu SoftCard::State::respond(QByteArrayView bytes)
{
    const int longest = image.behaviour.longestCommand;
    const Result<CommandApdu> command = CommandApdu::parse(bytes);
    if (!command || (isExtendedForm(bytes) && !image.extendedLength) || (longest > 0 && bytes.size() > longest))
        return {{}, sw::wrongLength}; // before any key was used: the counter stands still
    const bool knownClass = (command->cla & ~classBits) == 0 && ((command->cla & 0x0C) == 0 || command->isSecure());
    if (!knownClass)
        return {{}, sw::classNotSupported};
    return command->isSecure() ? respondSecured(*command) : respondPlain(*command);
}

SoftCard::SoftCard(CardImage image, Random &random, Tampering tampering)
    : m_state(std::make_unique<State>(std::move(image), random, std::move(tampering)))
{
}

SoftCard::~SoftCard() = default;

void SoftCard::powerOn()
{
    m_state->forget();
}

QByteArray SoftCard::respond(QByteArrayView command)
{
    const int number = m_state->commands++;
    QByteArray response = m_state->respond(command).encoded();
    if (m_state->tampering.raw)
        m_state->tampering.raw(number, response);
    return response;
}

// PC/SC part 3 §3.1.3.2.3.1: what a reader reports for an ISO 14443-4 card without historical bytes. T=1.
QByteArray SoftCard::atr()
{
    return QByteArray::fromHex("3B80800101");
}

} // namespace dd::nfc
