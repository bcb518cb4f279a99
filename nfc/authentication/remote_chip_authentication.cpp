#include "nfc/authentication/remote_chip_authentication.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/key_derivation.h"

#include <QCryptographicHash>

namespace dd::nfc {
namespace {

// Enough to reach past the headers into the hashes that are this card's alone, and little enough for every chip's short answer.
constexpr int sodBytesAsked = 160;
constexpr qsizetype longestRequest = 1024; // a public key of DH-4096 and what goes around it
constexpr qsizetype longestAnswer = 512;
constexpr char stateVersion = 1;
constexpr qsizetype stateHashSize = 32;

QString remoteStage()
{
    return QStringLiteral("remote chip authentication");
}

std::unexpected<Error> notThisChip(const char *why)
{
    return fail(ErrorCode::ChipAuthenticationFailed, remoteStage(), QLatin1String(why));
}

std::unexpected<Error> notThisProtocol(const char *why)
{
    return fail(ErrorCode::InvalidInput, remoteStage(), QLatin1String(why));
}

CommandApdu readSod()
{
    return {0x00, 0xB0, 0x80 | 0x1D, 0x00, {}, sodBytesAsked, false};
}

QByteArray digestOfDg14(QByteArrayView dg14)
{
    return QCryptographicHash::hash(QByteArray::fromRawData(dg14.data(), dg14.size()), QCryptographicHash::Sha256);
}

// version ‖ suite ‖ SHA-256 of DG14 ‖ encryption key ‖ MAC key
Result<Secret> encodeState(CipherSuite suite, QByteArrayView dg14, QByteArrayView encryptionKey, QByteArrayView macKey)
{
    const QByteArray head = QByteArray(1, stateVersion) + static_cast<char>(suite) + digestOfDg14(dg14);
    Secret state(static_cast<std::size_t>(head.size() + encryptionKey.size() + macKey.size()));
    if (state.isEmpty())
        return fail(ErrorCode::CryptoFailed, remoteStage());
    unsigned char *at = state.data();
    for (const QByteArrayView part : {QByteArrayView(head), encryptionKey, macKey})
        at = std::copy(part.begin(), part.end(), at);
    return state;
}

struct RemoteState
{
    CipherSuite suite;
    QByteArrayView dg14Digest;
    QByteArrayView encryptionKey;
    QByteArrayView macKey;
};

std::optional<RemoteState> decodeState(QByteArrayView state)
{
    constexpr qsizetype headSize = 2 + stateHashSize;
    if (state.size() < headSize || state[0] != stateVersion || static_cast<quint8>(state[1]) > static_cast<quint8>(CipherSuite::Aes256))
        return std::nullopt;
    const auto suite = static_cast<CipherSuite>(state[1]);
    const qsizetype size = keySize(suite);
    if (state.size() != headSize + 2 * size)
        return std::nullopt;
    return RemoteState{suite, state.sliced(2, stateHashSize), state.sliced(headSize, size), state.sliced(headSize + size)};
}

bool isTemplateOf(QByteArrayView data, quint32 first)
{
    tlv::Reader reader(data);
    if (data.size() > longestRequest || !reader.next(first))
        return false;
    return reader.atEnd() || (reader.next(0x84) && reader.atEnd());
}

// Chip authentication and nothing else: a terminal's key for the chip, and one protected READ BINARY of EF.SOD.
Result<void> checkMessage(const RemoteChipMessage &message)
{
    const bool agreementTemplate = message.request.generalAuthenticate.isEmpty();
    if (!isTemplateOf(message.request.mse, agreementTemplate ? 0x91 : 0x80))
        return notThisProtocol("MSE");
    if (!agreementTemplate) {
        const Result<tlv::Element> outer = tlv::readSingle(message.request.generalAuthenticate, 0x7C);
        if (!outer || message.request.generalAuthenticate.size() > longestRequest || !tlv::readSingle(outer->value, 0x80))
            return notThisProtocol("GENERAL AUTHENTICATE");
    }
    const Result<CommandApdu> first = CommandApdu::parse(message.firstCommand);
    const CommandApdu wanted = readSod();
    if (!first || first->cla != 0x0C || first->ins != wanted.ins || first->p1 != wanted.p1 || first->p2 != wanted.p2
        || message.firstCommand.size() > 4 + 1 + CommandApdu::maxShortData + 1)
        return notThisProtocol("first command");
    return {};
}

} // namespace

Result<RemoteChipStart> startRemoteChipAuthentication(QByteArrayView dg14, Random &random)
{
    const Result<SecurityInfos> infos = parseDg14(dg14);
    if (!infos)
        return fail(infos.error());
    const Result<QList<ChipAuthenticationProfile>> profiles = chipAuthenticationProfiles(*infos);
    if (!profiles)
        return fail(profiles.error());
    const ChipAuthenticationProfile &profile = profiles->first();
    const Result<KeyPair> ephemeral = profile.domain.generate(random);
    if (!ephemeral)
        return fail(ephemeral.error());
    const Result<Secret> shared = profile.domain.sharedSecret(ephemeral->privateKey.view(), profile.chipPublicKey);
    if (!shared)
        return fail(shared.error());
    Result<Secret> encryptionKey = deriveKey(shared->view(), KeyPurpose::Encryption, profile.suite);
    Result<Secret> macKey = deriveKey(shared->view(), KeyPurpose::Mac, profile.suite);
    if (!encryptionKey || !macKey)
        return fail(ErrorCode::CryptoFailed, remoteStage());
    Result<Secret> state = encodeState(profile.suite, dg14, encryptionKey->view(), macKey->view());
    if (!state)
        return fail(state.error());

    SecureSession session(std::move(*encryptionKey), std::move(*macKey), profile.suite);
    const Result<CommandApdu> secured = session.protectCommand(readSod());
    if (!secured)
        return fail(secured.error());
    const Result<QByteArray> firstCommand = secured->encoded();
    if (!firstCommand)
        return fail(firstCommand.error());
    return RemoteChipStart{{chipAuthenticationRequest(profile, ephemeral->publicKey, firstCommandsFor(profile.suite)), *firstCommand},
                           std::move(*state)};
}

Result<QByteArray> performRemoteChipAuthentication(CardLink &link, const RemoteChipMessage &message)
{
    if (const Result<void> proper = checkMessage(message); !proper)
        return fail(proper.error());
    if (const Result<void> sent = sendChipAuthentication(link, message.request); !sent)
        return fail(sent.error());
    link.endSecureMessaging(); // the chip has new keys, and this side does not
    Result<QByteArray> answer = link.forward(message.firstCommand);
    if (answer && answer->size() == 2) // a naked status word
        return fail(ErrorCode::ChipAuthenticationFailed, remoteStage(), QString::fromLatin1(answer->toHex()).toUpper());
    return answer;
}

Result<void> checkRemoteChipAuthentication(QByteArrayView state, QByteArrayView firstAnswer, QByteArrayView dg14, QByteArrayView sod)
{
    const std::optional<RemoteState> kept = decodeState(state);
    if (!kept)
        return notThisProtocol("state");
    // Else a genuine card could answer for the image of another.
    if (!constantTimeEqual(kept->dg14Digest, digestOfDg14(dg14)))
        return notThisChip("another DG14");
    if (firstAnswer.size() > longestAnswer)
        return notThisChip("answer too long");
    SecureSession session(Secret::copyOf(kept->encryptionKey), Secret::copyOf(kept->macKey), kept->suite);
    if (!session.protectCommand(readSod())) // the counter moves on as it did when C1 was made
        return fail(ErrorCode::CryptoFailed, remoteStage());
    const Result<SecureSession::Answer> answer = session.unprotectResponse(firstAnswer);
    if (!answer)
        return fail(ErrorCode::ChipAuthenticationFailed, remoteStage(), answer.error().detail);
    if (!answer->isProtected || !answer->response.isSuccess())
        return notThisChip("refused");
    if (sod.size() < sodBytesAsked || answer->response.data.size() != sodBytesAsked || sod.first(sodBytesAsked) != answer->response.data)
        return notThisChip("another SOD");
    return {};
}

} // namespace dd::nfc
