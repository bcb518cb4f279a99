#include "nfc/simulator/bac_chip.h"

#include "nfc/openssl_pointers.h"
#include "nfc/secure_messaging/key_derivation.h"

namespace dd::nfc::simulator {
namespace {

constexpr int challengeSize = 8;
constexpr qsizetype keyMaterialSize = 16;
constexpr qsizetype cryptogramSize = 2 * challengeSize + keyMaterialSize;
constexpr qsizetype basicAccessMacSize = 8;
constexpr CipherSuite tripleDes = CipherSuite::TripleDes;

struct BasicAccessKeys
{
    Secret encryption;
    Secret mac;
};

// §9.7.1, §9.7.4: from the document's key seed as from that of a session.
Result<BasicAccessKeys> keysFrom(QByteArrayView seed)
{
    Result<Secret> encryption = deriveKey(seed, KeyPurpose::Encryption, tripleDes);
    if (!encryption)
        return fail(encryption.error());
    Result<Secret> mac = deriveKey(seed, KeyPurpose::Mac, tripleDes);
    if (!mac)
        return fail(mac.error());
    return BasicAccessKeys{std::move(*encryption), std::move(*mac)};
}

// §9.7.2: the first sixteen bytes of SHA-1 over the MRZ information.
Result<BasicAccessKeys> documentKeys(QByteArrayView mrzInformation)
{
    Secret hash(20);
    if (EVP_Digest(mrzInformation.data(), static_cast<std::size_t>(mrzInformation.size()), hash.data(), nullptr, EVP_sha1(), nullptr) != 1)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("basic access control"));
    return keysFrom(hash.view().first(keyMaterialSize));
}

Secret combined(QByteArrayView a, QByteArrayView b)
{
    Secret out(static_cast<std::size_t>(keyMaterialSize));
    for (qsizetype i = 0; i < keyMaterialSize; ++i)
        out.data()[i] = static_cast<unsigned char>(a[i] ^ b[i]);
    return out;
}

} // namespace

void BacChip::reset()
{
    m_challenge.clear();
    m_session.reset();
}

ResponseApdu BacChip::getChallenge(const CommandApdu &command)
{
    reset();
    if (command.p1 != 0 || command.p2 != 0)
        return {{}, sw::incorrectParameters};
    if (!command.data.isEmpty() || command.expected < challengeSize)
        return {{}, sw::wrongLength};
    m_challenge = m_random.bytes(challengeSize);
    return {m_challenge, sw::success};
}

ResponseApdu BacChip::externalAuthenticate(const CommandApdu &command)
{
    const QByteArray challenge = std::exchange(m_challenge, {}); // one attempt each
    if (challenge.isEmpty())
        return {{}, sw::conditionsNotSatisfied};
    if (command.p1 != 0 || command.p2 != 0)
        return {{}, sw::incorrectParameters};
    if (command.data.size() != cryptogramSize + basicAccessMacSize || command.expected < cryptogramSize + basicAccessMacSize)
        return {{}, sw::wrongLength};
    const Result<ResponseApdu> answer = authenticate(challenge, command.data);
    return answer ? *answer : ResponseApdu{{}, sw::conditionsNotSatisfied};
}

// §4.3.1 step 3, with the letters of the standard: S = RND.IFD ‖ RND.IC ‖ K.IFD, R = RND.IC ‖ RND.IFD ‖ K.IC.
Result<ResponseApdu> BacChip::authenticate(QByteArrayView challenge, QByteArrayView data)
{
    const QByteArray zero(blockSize(tripleDes), '\0');
    const Result<BasicAccessKeys> document = documentKeys(m_image.mrzInformation);
    if (!document)
        return fail(document.error());
    const QByteArrayView cryptogram = data.first(cryptogramSize);
    const Result<QByteArray> checksum = macOf(tripleDes, document->mac.view(), cryptogram);
    const Result<QByteArray> s = cbcDecrypt(tripleDes, document->encryption.view(), zero, cryptogram);
    if (!checksum || !s)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("basic access control"));
    const QByteArrayView terminalChallenge = QByteArrayView(*s).first(challengeSize);
    const QByteArrayView returnedChallenge = QByteArrayView(*s).sliced(challengeSize, challengeSize);
    if (!constantTimeEqual(*checksum, data.last(basicAccessMacSize)) || !constantTimeEqual(returnedChallenge, challenge))
        return ResponseApdu{{}, sw::authenticationFailed};

    const QByteArray ownMaterial = m_random.bytes(keyMaterialSize);
    QByteArray r = challenge.toByteArray() + terminalChallenge.toByteArray() + ownMaterial;
    if (m_tampering.value)
        m_tampering.value(Tampering::Value::BasicAccessNonces, r);
    const Result<QByteArray> sealed = cbcEncrypt(tripleDes, document->encryption.view(), zero, r);
    const Result<QByteArray> sealedChecksum = sealed ? macOf(tripleDes, document->mac.view(), *sealed) : sealed;
    Result<BasicAccessKeys> session = keysFrom(combined(ownMaterial, QByteArrayView(*s).last(keyMaterialSize)).view());
    if (!sealedChecksum || !session)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("basic access control"));
    // §9.8.6.3: the counter starts from the last four bytes of both nonces.
    m_session = SessionKeys{std::move(session->encryption), std::move(session->mac), tripleDes,
                            challenge.last(4).toByteArray() + terminalChallenge.last(4).toByteArray()};
    return ResponseApdu{*sealed + *sealedChecksum, sw::success};
}

} // namespace dd::nfc::simulator
