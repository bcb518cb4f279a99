#include "nfc/secure_messaging/block_cipher.h"

#include "nfc/openssl_pointers.h"

#include <openssl/core_names.h>

namespace dd::nfc {
namespace {

const EVP_CIPHER *cbcCipher(qsizetype keySize)
{
    switch (keySize) {
    case 16: return EVP_aes_128_cbc();
    case 24: return EVP_aes_192_cbc();
    case 32: return EVP_aes_256_cbc();
    default: return nullptr;
    }
}

const char *cmacCipherName(qsizetype keySize)
{
    switch (keySize) {
    case 16: return "AES-128-CBC";
    case 24: return "AES-192-CBC";
    case 32: return "AES-256-CBC";
    default: return nullptr;
    }
}

Result<QByteArray> cbc(const EVP_CIPHER *cipher, bool encrypting, QByteArrayView key, QByteArrayView iv, QByteArrayView input)
{
    const QString stage = QStringLiteral("block cipher, CBC");
    const qsizetype blockSize = cipher != nullptr ? EVP_CIPHER_get_block_size(cipher) : 0;
    if (blockSize == 0 || key.size() != EVP_CIPHER_get_key_length(cipher) || iv.size() != blockSize || input.size() % blockSize != 0)
        return fail(ErrorCode::InvalidInput, stage, QStringLiteral("length"));
    const ossl::Cipher context(EVP_CIPHER_CTX_new());
    QByteArray out(input.size() + blockSize, Qt::Uninitialized);
    auto *written = reinterpret_cast<unsigned char *>(out.data());
    int first = 0;
    int last = 0;
    if (!context || EVP_CipherInit_ex2(context.get(), cipher, ossl::bytesOf(key), ossl::bytesOf(iv), encrypting ? 1 : 0, nullptr) != 1
        || EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1
        || EVP_CipherUpdate(context.get(), written, &first, ossl::bytesOf(input), static_cast<int>(input.size())) != 1
        || EVP_CipherFinal_ex(context.get(), written + first, &last) != 1 || first + last != input.size())
        return fail(ErrorCode::CryptoFailed, stage);
    out.truncate(input.size());
    return out;
}

// OpenSSL 3 keeps single DES in its legacy provider; 3DES with both halves alike is the same thing.
Result<QByteArray> desCbc(bool encrypting, QByteArrayView half, QByteArrayView input)
{
    const QByteArray key = half.toByteArray() + half.toByteArray();
    return cbc(EVP_des_ede_cbc(), encrypting, key, QByteArray(desBlockSize, '\0'), input);
}

} // namespace

Result<QByteArray> aesCbcEncrypt(QByteArrayView key, QByteArrayView iv, QByteArrayView plain)
{
    return cbc(cbcCipher(key.size()), true, key, iv, plain);
}

Result<QByteArray> aesCbcDecrypt(QByteArrayView key, QByteArrayView iv, QByteArrayView cipher)
{
    return cbc(cbcCipher(key.size()), false, key, iv, cipher);
}

Result<QByteArray> aesCmac(QByteArrayView key, QByteArrayView message)
{
    const char *cipher = cmacCipherName(key.size());
    if (cipher == nullptr)
        return fail(ErrorCode::InvalidInput, QStringLiteral("AES-CMAC"), QStringLiteral("key length"));
    const ossl::Mac mac(EVP_MAC_fetch(nullptr, "CMAC", nullptr));
    const ossl::MacContext context(mac ? EVP_MAC_CTX_new(mac.get()) : nullptr);
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, const_cast<char *>(cipher), 0),
                                     OSSL_PARAM_construct_end()};
    QByteArray out(aesBlockSize, Qt::Uninitialized);
    std::size_t size = 0;
    if (!context || EVP_MAC_init(context.get(), ossl::bytesOf(key), static_cast<std::size_t>(key.size()), parameters) != 1
        || EVP_MAC_update(context.get(), ossl::bytesOf(message), static_cast<std::size_t>(message.size())) != 1
        || EVP_MAC_final(context.get(), reinterpret_cast<unsigned char *>(out.data()), &size, static_cast<std::size_t>(out.size())) != 1
        || size != static_cast<std::size_t>(aesBlockSize))
        return fail(ErrorCode::CryptoFailed, QStringLiteral("AES-CMAC"));
    return out;
}

Result<QByteArray> tripleDesCbcEncrypt(QByteArrayView key, QByteArrayView iv, QByteArrayView plain)
{
    return cbc(EVP_des_ede_cbc(), true, key, iv, plain);
}

Result<QByteArray> tripleDesCbcDecrypt(QByteArrayView key, QByteArrayView iv, QByteArrayView cipher)
{
    return cbc(EVP_des_ede_cbc(), false, key, iv, cipher);
}

Result<QByteArray> retailMac(QByteArrayView key, QByteArrayView padded)
{
    if (key.size() != 2 * desBlockSize || padded.isEmpty())
        return fail(ErrorCode::InvalidInput, QStringLiteral("retail MAC"), QStringLiteral("length"));
    const Result<QByteArray> chained = desCbc(true, key.first(desBlockSize), padded);
    if (!chained)
        return chained;
    const Result<QByteArray> undone = desCbc(false, key.last(desBlockSize), chained->last(desBlockSize));
    return undone ? desCbc(true, key.first(desBlockSize), *undone) : undone;
}

QByteArray isoPad(QByteArrayView data, qsizetype blockSize)
{
    QByteArray out = data.toByteArray();
    out.append('\x80');
    out.append((blockSize - out.size() % blockSize) % blockSize, '\0');
    return out;
}

Result<QByteArray> isoUnpad(QByteArrayView data, qsizetype blockSize)
{
    qsizetype end = data.size();
    while (end > 0 && data[end - 1] == '\0')
        --end;
    if (end == 0 || static_cast<quint8>(data[end - 1]) != 0x80 || data.size() - end >= blockSize)
        return fail(ErrorCode::SecureMessagingBroken, QStringLiteral("padding"));
    return data.first(end - 1).toByteArray();
}

} // namespace dd::nfc
