#include "nfc/secure_messaging/bac.h"

#include "nfc/secure_messaging/key_derivation.h"

namespace dd::nfc {
namespace {

constexpr CipherSuite bacSuite = CipherSuite::TripleDes;
constexpr qsizetype bacNonceSize = 8;
constexpr qsizetype bacKeyMaterialSize = 16;
constexpr qsizetype bacCryptogramSize = 2 * bacNonceSize + bacKeyMaterialSize;
constexpr int bacAnswerSize = bacCryptogramSize + 8; // with the MAC

struct BacKeys
{
    Secret encryption;
    Secret mac;
};

Result<BacKeys> keysFromSeed(QByteArrayView seed)
{
    Result<Secret> encryption = deriveKey(seed, KeyPurpose::Encryption, bacSuite);
    Result<Secret> mac = deriveKey(seed, KeyPurpose::Mac, bacSuite);
    if (!encryption)
        return fail(encryption.error());
    if (!mac)
        return fail(mac.error());
    return BacKeys{std::move(*encryption), std::move(*mac)};
}

Result<Secret> exclusiveOr(QByteArrayView a, QByteArrayView b)
{
    Secret out(static_cast<std::size_t>(a.size()));
    if (a.size() != b.size() || out.isEmpty())
        return fail(ErrorCode::CryptoFailed, QStringLiteral("BAC"));
    for (qsizetype i = 0; i < a.size(); ++i)
        out.data()[i] = static_cast<unsigned char>(static_cast<quint8>(a[i]) ^ static_cast<quint8>(b[i]));
    return out;
}

std::unexpected<Error> bacBroken(const QString &stage, const char *why)
{
    return fail(ErrorCode::SecureMessagingBroken, stage, QLatin1String(why));
}

bool isUnknownCommand(quint16 status)
{
    return (status >> 8) == 0x6A || status == sw::instructionNotSupported || status == sw::classNotSupported;
}

Result<QByteArray> getChallenge(CardLink &link)
{
    const QString stage = QStringLiteral("BAC GET CHALLENGE");
    const Result<ResponseApdu> answer = link.transmit({0x00, 0x84, 0x00, 0x00, {}, static_cast<int>(bacNonceSize), false});
    if (!answer)
        return fail(answer.error());
    if (!answer->isSuccess()) {
        // No key has been shown yet, so no refusal can be about it; but a chip may be blocked after earlier tries.
        if (answer->status == sw::authenticationBlocked)
            return fail(Error{ErrorCode::WrongAccessKey, stage, statusText(answer->status), 0});
        return fail(isUnknownCommand(answer->status) ? ErrorCode::UnsupportedProtocol : ErrorCode::SecureMessagingBroken, stage,
                    statusText(answer->status));
    }
    if (answer->data.size() != bacNonceSize)
        return bacBroken(stage, "nonce length");
    return answer->data;
}

// The standard leaves the status word to the chip's maker; these are the ones that mean the key. 6988 comes from chips whose
// own name for a wrong checksum it is: there is no session yet that it could speak of.
std::unexpected<Error> bacRefused(const ResponseApdu &answer)
{
    const QString stage = QStringLiteral("BAC EXTERNAL AUTHENTICATE");
    const quint16 status = answer.status;
    const bool wrongKey = answer.triesLeft() || status == sw::authenticationFailed || status == sw::securityStatusNotSatisfied
        || status == sw::authenticationBlocked || status == sw::conditionsNotSatisfied || status == sw::secureMessagingWrong;
    if (wrongKey) {
        Error error{ErrorCode::WrongAccessKey, stage, statusText(status), answer.triesLeft()};
        if (status == sw::authenticationBlocked)
            error.triesLeft = 0;
        return fail(std::move(error));
    }
    return fail(isUnknownCommand(status) ? ErrorCode::UnsupportedProtocol : ErrorCode::SecureMessagingBroken, stage, statusText(status));
}

struct BacExchange
{
    QByteArray chipNonce;
    QByteArray ownNonce;
    Secret ownKeyMaterial;
    ResponseApdu answer;
};

// §4.3.1 steps 1 and 2. `expected` is Le: the length of the answer, or 256 for chips that refuse any other.
Result<BacExchange> authenticate(CardLink &link, const BacKeys &keys, int expected, Random &random)
{
    Result<QByteArray> chipNonce = getChallenge(link);
    if (!chipNonce)
        return fail(chipNonce.error());
    BacExchange exchange{std::move(*chipNonce), random.bytes(bacNonceSize), random.secret(bacKeyMaterialSize), {}};
    QByteArray plain = exchange.ownNonce + exchange.chipNonce + exchange.ownKeyMaterial.view().toByteArray();
    const Result<QByteArray> cryptogram = cbcEncrypt(bacSuite, keys.encryption.view(), QByteArray(blockSize(bacSuite), '\0'), plain);
    wipe(plain);
    if (!cryptogram)
        return fail(cryptogram.error());
    const Result<QByteArray> mac = macOf(bacSuite, keys.mac.view(), *cryptogram);
    if (!mac)
        return fail(mac.error());
    Result<ResponseApdu> answer = link.transmit({0x00, 0x82, 0x00, 0x00, *cryptogram + *mac, expected, false});
    if (!answer)
        return fail(answer.error());
    exchange.answer = std::move(*answer);
    return exchange;
}

// §4.3.1 steps 4 and 5.
Result<SecureSession> sessionFrom(const BacKeys &keys, const BacExchange &exchange)
{
    const QString stage = QStringLiteral("BAC EXTERNAL AUTHENTICATE");
    if (exchange.answer.data.size() != bacAnswerSize)
        return bacBroken(stage, "answer length");
    const QByteArrayView cryptogram = QByteArrayView(exchange.answer.data).first(bacCryptogramSize);
    const Result<QByteArray> mac = macOf(bacSuite, keys.mac.view(), cryptogram);
    if (!mac)
        return fail(mac.error());
    if (!constantTimeEqual(*mac, QByteArrayView(exchange.answer.data).sliced(bacCryptogramSize)))
        return bacBroken(stage, "wrong MAC");
    Result<QByteArray> plain = cbcDecrypt(bacSuite, keys.encryption.view(), QByteArray(blockSize(bacSuite), '\0'), cryptogram);
    if (!plain)
        return fail(plain.error());
    const QByteArrayView answered(*plain);
    const bool ours = constantTimeEqual(answered.first(bacNonceSize), exchange.chipNonce)
        && constantTimeEqual(answered.sliced(bacNonceSize, bacNonceSize), exchange.ownNonce);
    const Result<Secret> seed = exclusiveOr(exchange.ownKeyMaterial.view(), answered.sliced(2 * bacNonceSize));
    wipe(*plain);
    if (!ours)
        return bacBroken(stage, "nonces of another run");
    if (!seed)
        return fail(seed.error());
    Result<BacKeys> session = keysFromSeed(seed->view());
    if (!session)
        return fail(session.error());
    // §9.8.6.3: the counter starts from the last four bytes of either nonce.
    return SecureSession(std::move(session->encryption), std::move(session->mac), bacSuite, exchange.chipNonce.last(4) + exchange.ownNonce.last(4));
}

} // namespace

Result<void> runBac(CardLink &link, QByteArrayView mrzInformation, Random &random)
{
    if (link.isSecure()) // §4.1: either BAC or PACE, never both in one session
        return fail(ErrorCode::InvalidInput, QStringLiteral("BAC"), QStringLiteral("a session is open"));
    Result<Secret> seed = accessSeedFromMrz(mrzInformation);
    if (!seed)
        return fail(seed.error());
    const Result<BacKeys> keys = keysFromSeed(seed->view().first(bacKeyMaterialSize)); // §4.3.2 step 1
    if (!keys)
        return fail(keys.error());
    Result<BacExchange> exchange = authenticate(link, *keys, bacAnswerSize, random);
    // Some chips take only Le = 00 here. What they know of the first try is gone with the new challenge.
    if (exchange && (exchange->answer.status == sw::wrongLength || (exchange->answer.status >> 8) == 0x6C))
        exchange = authenticate(link, *keys, CommandApdu::maxShortExpected, random);
    if (!exchange)
        return fail(exchange.error());
    if (!exchange->answer.isSuccess())
        return bacRefused(exchange->answer);
    Result<SecureSession> session = sessionFrom(*keys, *exchange);
    if (!session)
        return fail(session.error());
    link.startSecureMessaging(std::move(*session));
    return {};
}

} // namespace dd::nfc
