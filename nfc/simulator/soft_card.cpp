#include "nfc/simulator/soft_card.h"

#include "nfc/secure_messaging/session.h"
#include "nfc/simulator/card_file_system.h"
#include "nfc/simulator/chip_signature.h"
#include "nfc/simulator/pace_chip.h"

#include <optional>

namespace dd::nfc {
namespace {

constexpr quint8 insManageSecurityEnvironment = 0x22;
constexpr quint8 insGeneralAuthenticate = 0x86;
constexpr quint8 insInternalAuthenticate = 0x88;
constexpr quint8 insSelect = 0xA4;
constexpr quint8 insReadBinary = 0xB0;
constexpr quint8 insReadBinaryOdd = 0xB1;
constexpr quint16 secureMessagingNotSupported = 0x6882;
constexpr quint16 chainingNotSupported = 0x6884;
constexpr quint8 classBits = 0x1C; // chaining and secure messaging; everything else is another class

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

} // namespace

struct SoftCard::State
{
    State(CardImage &&content, Random &source, Tampering &&wanted)
        : image(std::move(content)), tampering(std::move(wanted)), random(source), files(image), pace(image, tampering, source)
    {
    }

    const CardImage image;
    const Tampering tampering;
    Random &random;
    simulator::CardFileSystem files;
    simulator::PaceChip pace;
    std::optional<SecureSession> session; // its presence is what gives access
    [[nodiscard]] simulator::Access access() const { return session ? simulator::Access::Pace : simulator::Access::None; }

    void forget();
    [[nodiscard]] ResponseApdu drop(quint16 status);
    [[nodiscard]] ResponseApdu respondSecured(const CommandApdu &secured);
    [[nodiscard]] ResponseApdu respondPlain(const CommandApdu &command);
    [[nodiscard]] ResponseApdu execute(const CommandApdu &command);
    [[nodiscard]] ResponseApdu internalAuthenticate(const CommandApdu &command);
};

void SoftCard::State::forget()
{
    session.reset();
    pace.reset();
    files.reset();
}

// A secure messaging error ends the session and the access that came with it (ICAO 9303-11 §9.8.7).
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
    if (response.data.size() > SecureSession::maxPlainData(secured.expected + 2, session->suite()))
        response = {{}, sw::wrongLength};
    const Result<ResponseApdu> answer = session->protectResponse(response, (plain->ins & 1) != 0);
    return answer ? *answer : drop(sw::secureMessagingWrong);
}

ResponseApdu SoftCard::State::respondPlain(const CommandApdu &command)
{
    if (session)
        return drop(sw::secureMessagingMissing);
    if (command.isChained() && command.ins != insGeneralAuthenticate)
        return {{}, chainingNotSupported};
    if (command.ins != insGeneralAuthenticate)
        pace.reset(); // nothing may come between the steps of PACE
    const ResponseApdu response = execute(command);
    if (std::optional<simulator::SessionKeys> keys = pace.takeSession()) // from the next command on; this answer goes out in plain
        session.emplace(std::move(keys->encryption), std::move(keys->mac), keys->suite, std::move(keys->counter));
    return response;
}

ResponseApdu SoftCard::State::execute(const CommandApdu &command)
{
    const bool hasAccess = session.has_value();
    switch (command.ins) {
    case insSelect:
        return files.select(command, access());
    case insReadBinary:
    case insReadBinaryOdd:
        return files.readBinary(command, access());
    case insInternalAuthenticate:
        return internalAuthenticate(command);
    case insManageSecurityEnvironment:
        if (command.p1 != 0xC1 || command.p2 != 0xA4)
            return {{}, sw::incorrectParameters};
        return hasAccess ? ResponseApdu{{}, sw::conditionsNotSatisfied} : pace.manageSecurityEnvironment(command);
    case insGeneralAuthenticate:
        return hasAccess ? ResponseApdu{{}, sw::conditionsNotSatisfied} : pace.generalAuthenticate(command);
    default:
        return {{}, sw::instructionNotSupported};
    }
}

ResponseApdu SoftCard::State::internalAuthenticate(const CommandApdu &command)
{
    if (!session || !files.applicationSelected())
        return {{}, sw::securityStatusNotSatisfied};
    if (command.p1 != 0 || command.p2 != 0)
        return {{}, sw::incorrectParameters};
    if (command.data.size() != 8)
        return {{}, sw::wrongLength};
    if (image.aaPrivateKey.isEmpty())
        return {{}, sw::referencedDataNotFound};
    const Result<QByteArray> signature = simulator::signChallenge(image.aaPrivateKey, command.data, random);
    if (!signature)
        return {{}, sw::conditionsNotSatisfied};
    if (signature->size() > command.expected)
        return {{}, sw::wrongLength};
    return {*signature, sw::success};
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

QByteArray SoftCard::respond(QByteArrayView bytes)
{
    const Result<CommandApdu> command = CommandApdu::parse(bytes);
    if (!command || (isExtendedForm(bytes) && !m_state->image.extendedLength))
        return ResponseApdu{{}, sw::wrongLength}.encoded();
    const bool knownClass = (command->cla & ~classBits) == 0 && ((command->cla & 0x0C) == 0 || command->isSecure());
    if (!knownClass)
        return ResponseApdu{{}, sw::classNotSupported}.encoded();
    return (command->isSecure() ? m_state->respondSecured(*command) : m_state->respondPlain(*command)).encoded();
}

// PC/SC part 3 §3.1.3.2.3.1: what a reader reports for an ISO 14443-4 card without historical bytes. T=1.
QByteArray SoftCard::atr()
{
    return QByteArray::fromHex("3B80800101");
}

} // namespace dd::nfc
