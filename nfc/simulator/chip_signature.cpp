#include "nfc/simulator/chip_signature.h"

#include "nfc/simulator/openssl_handles.h"

#include <openssl/rsa.h>

namespace dd::nfc::simulator {
namespace {

std::unexpected<Error> signatureFailed(const char *what)
{
    return fail(ErrorCode::CryptoFailed, QStringLiteral("active authentication"), QLatin1String(what));
}

// ISO/IEC 9796-2 §8 with partial recovery: 6A ‖ M1 ‖ H(M1 ‖ challenge) ‖ trailer. M1 is random and fills the key.
Result<QByteArray> recoverableMessage(qsizetype keySize, QByteArrayView challenge, Random &random)
{
    const bool sha1 = keySize < 256;
    const QByteArray trailer = sha1 ? QByteArray::fromHex("BC") : QByteArray::fromHex("34CC");
    QByteArray digest(sha1 ? 20 : 32, '\0');
    const QByteArray recoverable = random.bytes(keySize - 1 - digest.size() - trailer.size());
    const QByteArray message = recoverable + challenge.toByteArray();
    if (EVP_Digest(message.constData(), static_cast<size_t>(message.size()), writableBytesOf(digest), nullptr, sha1 ? EVP_sha1() : EVP_sha256(),
                   nullptr) != 1)
        return signatureFailed("digest");
    return QByteArray::fromHex("6A") + recoverable + digest + trailer;
}

Result<QByteArray> signRsa(EVP_PKEY *key, QByteArrayView challenge, Random &random)
{
    const qsizetype keySize = EVP_PKEY_get_size(key);
    const Result<QByteArray> message = recoverableMessage(keySize, challenge, random);
    if (!message)
        return message;
    const KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
    QByteArray signature(keySize, '\0');
    auto size = static_cast<size_t>(keySize);
    if (!context || EVP_PKEY_sign_init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) != 1
        || EVP_PKEY_sign(context.get(), writableBytesOf(signature), &size, bytesOf(*message), static_cast<size_t>(message->size())) != 1
        || size != static_cast<size_t>(keySize))
        return signatureFailed("RSA");
    return signature;
}

Result<QByteArray> signEcdsa(EVP_PKEY *key, QByteArrayView challenge)
{
    const Digest context(EVP_MD_CTX_new());
    QByteArray der(EVP_PKEY_get_size(key), '\0');
    auto size = static_cast<size_t>(der.size());
    if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1
        || EVP_DigestSign(context.get(), writableBytesOf(der), &size, bytesOf(challenge), static_cast<size_t>(challenge.size())) != 1)
        return signatureFailed("ECDSA");
    const unsigned char *cursor = bytesOf(der);
    const EcdsaSignature signature(d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(size)));
    // r and s are padded to the group order, which on the curves used here is as long as the field.
    const int half = (EVP_PKEY_get_bits(key) + 7) / 8;
    QByteArray plain(2 * half, '\0');
    if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), writableBytesOf(plain), half) != half
        || BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), writableBytesOf(plain) + half, half) != half)
        return signatureFailed("ECDSA encoding");
    return plain;
}

} // namespace

Result<QByteArray> signChallenge(QByteArrayView privateKey, QByteArrayView challenge, Random &random)
{
    const Result<Key> key = readPrivateKeyInfo(privateKey);
    if (!key)
        return fail(key.error());
    if (EVP_PKEY_is_a(key->get(), "RSA") == 1)
        return signRsa(key->get(), challenge, random);
    if (EVP_PKEY_is_a(key->get(), "EC") == 1)
        return signEcdsa(key->get(), challenge);
    return fail(ErrorCode::AlgorithmUnknown, QStringLiteral("active authentication"));
}

} // namespace dd::nfc::simulator
