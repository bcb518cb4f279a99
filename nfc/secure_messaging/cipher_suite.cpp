#include "nfc/secure_messaging/cipher_suite.h"

#include "nfc/secure_messaging/block_cipher.h"

namespace dd::nfc {
namespace {

constexpr qsizetype macSize = 8;

Result<QByteArray> shortened(Result<QByteArray> mac)
{
    if (mac)
        mac->truncate(macSize);
    return mac;
}

} // namespace

QString cipherName(CipherSuite suite)
{
    return suite == CipherSuite::TripleDes ? QStringLiteral("3DES") : QStringLiteral("AES-%1").arg(8 * keySize(suite));
}

Result<QByteArray> cbcEncrypt(CipherSuite suite, QByteArrayView key, QByteArrayView iv, QByteArrayView plain)
{
    return suite == CipherSuite::TripleDes ? tripleDesCbcEncrypt(key, iv, plain) : aesCbcEncrypt(key, iv, plain);
}

Result<QByteArray> cbcDecrypt(CipherSuite suite, QByteArrayView key, QByteArrayView iv, QByteArrayView cipher)
{
    return suite == CipherSuite::TripleDes ? tripleDesCbcDecrypt(key, iv, cipher) : aesCbcDecrypt(key, iv, cipher);
}

Result<QByteArray> macOfPadded(CipherSuite suite, QByteArrayView key, QByteArrayView padded)
{
    return shortened(suite == CipherSuite::TripleDes ? retailMac(key, padded) : aesCmac(key, padded));
}

Result<QByteArray> macOf(CipherSuite suite, QByteArrayView key, QByteArrayView message)
{
    return shortened(suite == CipherSuite::TripleDes ? retailMac(key, isoPad(message, desBlockSize)) : aesCmac(key, message));
}

} // namespace dd::nfc
