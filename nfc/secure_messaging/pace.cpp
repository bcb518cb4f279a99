#include "nfc/secure_messaging/pace.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/block_cipher.h"

namespace dd::nfc {
namespace {

const QByteArray paceEcdhGenericMapping = QByteArray::fromHex("04007F000702020402"); // id-PACE-ECDH-GM, one arc short

QString stepName(int step)
{
    return QStringLiteral("PACE step %1").arg(step);
}

std::unexpected<Error> refused(const ResponseApdu &answer, const QString &stage)
{
    const quint16 status = answer.status;
    const bool wrongKey = answer.triesLeft() || status == sw::authenticationFailed || status == sw::securityStatusNotSatisfied
        || status == sw::authenticationBlocked;
    if (wrongKey) {
        Error error{ErrorCode::WrongAccessKey, stage, statusText(status), answer.triesLeft()};
        if (status == sw::authenticationBlocked)
            error.triesLeft = 0;
        return fail(std::move(error));
    }
    // 6A.., 6D00, 6E00: the chip does not know what we ask. The rest (6F00, 6400…) is a chip in trouble: hold it again.
    const bool unknown = (status >> 8) == 0x6A || status == sw::instructionNotSupported || status == sw::classNotSupported;
    return fail(unknown ? ErrorCode::UnsupportedProtocol : ErrorCode::SecureMessagingBroken, stage, statusText(status));
}

std::unexpected<Error> untrusted(int step, const char *why)
{
    return fail(ErrorCode::SecureMessagingBroken, stepName(step), QLatin1String(why));
}

QByteArray passwordReference(AccessKey::Kind kind)
{
    return kind == AccessKey::Kind::Mrz ? QByteArray(1, '\x01') : QByteArray(1, '\x02'); // §4.4.4.1
}

Result<void> setAuthenticationTemplate(CardLink &link, const PaceInfo &info, AccessKey::Kind kind)
{
    const QByteArray brief = tlv::encode(0x80, info.protocol) + tlv::encode(0x83, passwordReference(kind));
    Result<ResponseApdu> answer = link.transmit({0x00, 0x22, 0xC1, 0xA4, brief, 0, false});
    if (!answer)
        return fail(answer.error());
    // Some chips insist on tag 84 even where one set of domain parameters leaves no doubt.
    if ((answer->status >> 8) == 0x6A && info.parameterId) {
        const QByteArray reference(1, static_cast<char>(*info.parameterId));
        answer = link.transmit({0x00, 0x22, 0xC1, 0xA4, brief + tlv::encode(0x84, reference), 0, false});
        if (!answer)
            return fail(answer.error());
    }
    // 63Cx here is a warning, not a refusal (BSI TR-03110-3 B.1); with no tries left the password is blocked.
    const std::optional<int> tries = answer->triesLeft();
    if (answer->isSuccess() || (tries && *tries > 0))
        return {};
    return refused(*answer, QStringLiteral("PACE MSE:Set AT"));
}

// GENERAL AUTHENTICATE: one dynamic authentication data object out, one back (§4.4.4.2).
Result<QByteArray> generalAuthenticate(CardLink &link, int step, const QByteArray &object, quint32 expectedTag)
{
    const bool last = step == 4;
    const CommandApdu command{static_cast<quint8>(last ? 0x00 : 0x10), 0x86, 0x00, 0x00, tlv::encode(0x7C, object), 256, false};
    const Result<ResponseApdu> answer = link.transmit(command);
    if (!answer)
        return fail(answer.error());
    if (!answer->isSuccess())
        return refused(*answer, stepName(step));
    const Result<tlv::Element> outer = tlv::readSingle(answer->data, 0x7C);
    if (!outer)
        return untrusted(step, "answer malformed");
    tlv::Reader reader(outer->value);
    const Result<tlv::Element> value = reader.next(expectedTag);
    if (!value)
        return untrusted(step, "answer malformed");
    // Chips that also do terminal authentication append certificate references (87, 88) to the last answer.
    while (last && (reader.peekTag() == 0x87 || reader.peekTag() == 0x88)) {
        if (const Result<tlv::Element> reference = reader.next(); !reference)
            return untrusted(step, "answer malformed");
    }
    if (!reader.atEnd())
        return untrusted(step, "answer malformed");
    return value->value.toByteArray();
}

Result<Secret> fetchNonce(CardLink &link, const PaceProfile &profile, const AccessKey &access)
{
    Result<Secret> passwordKey = access.kind == AccessKey::Kind::Can ? pacePasswordKeyFromCan(access.value, profile.keySize)
                                                                     : pacePasswordKeyFromMrz(access.value, profile.keySize);
    if (!passwordKey)
        return passwordKey;
    const Result<QByteArray> encrypted = generalAuthenticate(link, 1, {}, 0x80);
    if (!encrypted)
        return fail(encrypted.error());
    // §4.4.3.3: whole blocks of the cipher, how many is the chip's choice; two are as long as the longest key.
    if (encrypted->isEmpty() || encrypted->size() % aesBlockSize != 0 || encrypted->size() > 2 * aesBlockSize)
        return untrusted(1, "nonce length");
    Result<QByteArray> nonce = aesCbcDecrypt(passwordKey->view(), QByteArray(aesBlockSize, '\0'), *encrypted);
    if (!nonce)
        return fail(nonce.error());
    Secret secret = Secret::copyOf(*nonce);
    wipe(*nonce);
    return secret;
}

// Sends our public key of this step and returns the chip's, which must be on the curve and not be ours.
Result<QByteArray> exchangeKeys(CardLink &link, int step, const EcDomain &domain, const QByteArray &ours)
{
    const quint32 outTag = step == 2 ? 0x81 : 0x83;
    Result<QByteArray> theirs = generalAuthenticate(link, step, tlv::encode(outTag, ours), outTag + 1);
    if (!theirs)
        return theirs;
    if (!domain.checkPublicKey(*theirs))
        return untrusted(step, "public key not on the curve");
    if (*theirs == ours)
        return untrusted(step, "public key reflected");
    return theirs;
}

} // namespace

QString PaceProfile::description() const
{
    return QStringLiteral("PACE-ECDH-GM-AES-%1, %2").arg(8 * static_cast<int>(keySize)).arg(domain.name());
}

Result<PaceProfile> choosePaceProfile(const SecurityInfos &cardAccess)
{
    for (const PaceInfo &info : cardAccess.pace) {
        if (info.version != 2 || !info.parameterId || !info.protocol.startsWith(paceEcdhGenericMapping)
            || info.protocol.size() != paceEcdhGenericMapping.size() + 1)
            continue;
        AesKeySize keySize = AesKeySize::Aes128;
        switch (info.protocol.back()) {
        case 2: keySize = AesKeySize::Aes128; break;
        case 3: keySize = AesKeySize::Aes192; break;
        case 4: keySize = AesKeySize::Aes256; break;
        default: continue;
        }
        Result<EcDomain> domain = EcDomain::standardized(*info.parameterId);
        if (domain)
            return PaceProfile{info, keySize, std::move(*domain)};
    }
    return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("CardAccess"), QStringLiteral("no PACE variant this app can run"));
}

Result<void> runPace(CardLink &link, const PaceProfile &profile, const AccessKey &access, Random &random)
{
    if (const Result<void> set = setAuthenticationTemplate(link, profile.info, access.kind); !set)
        return set;
    const Result<Secret> nonce = fetchNonce(link, profile, access);
    if (!nonce)
        return fail(nonce.error());

    const Result<EcKeyPair> mapping = profile.domain.generate(random);
    if (!mapping)
        return fail(mapping.error());
    const Result<QByteArray> chipMapping = exchangeKeys(link, 2, profile.domain, mapping->publicKey);
    if (!chipMapping)
        return fail(chipMapping.error());
    const Result<EcDomain> mapped = profile.domain.mapGeneric(nonce->view(), mapping->privateKey.view(), *chipMapping);
    if (!mapped)
        return fail(mapped.error());

    const Result<EcKeyPair> ephemeral = mapped->generate(random);
    if (!ephemeral)
        return fail(ephemeral.error());
    const Result<QByteArray> chipEphemeral = exchangeKeys(link, 3, *mapped, ephemeral->publicKey);
    if (!chipEphemeral)
        return fail(chipEphemeral.error());
    const Result<Secret> shared = mapped->sharedSecret(ephemeral->privateKey.view(), *chipEphemeral);
    if (!shared)
        return fail(shared.error());
    Result<Secret> encryptionKey = deriveKey(shared->view(), KeyPurpose::Encryption, profile.keySize);
    Result<Secret> macKey = deriveKey(shared->view(), KeyPurpose::Mac, profile.keySize);
    if (!encryptionKey || !macKey)
        return fail(ErrorCode::CryptoFailed, stepName(3));

    const Result<QByteArray> ourToken = paceToken(macKey->view(), profile.info.protocol, *chipEphemeral);
    const Result<QByteArray> expectedToken = paceToken(macKey->view(), profile.info.protocol, ephemeral->publicKey);
    if (!ourToken || !expectedToken)
        return fail(ErrorCode::CryptoFailed, stepName(4));
    const Result<QByteArray> chipToken = generalAuthenticate(link, 4, tlv::encode(0x85, *ourToken), 0x86);
    if (!chipToken)
        return fail(chipToken.error());
    if (!constantTimeEqual(*chipToken, *expectedToken))
        return untrusted(4, "wrong token");
    link.startSecureMessaging(SecureSession(std::move(*encryptionKey), std::move(*macKey)));
    return {};
}

} // namespace dd::nfc
