// The ciphers of secure messaging and PACE (ICAO 9303-11 §4.4.3, §9.8): two-key 3DES in CBC with the retail MAC, AES in CBC with
// CMAC. Keys are 16, 16, 24 and 32 bytes. Errors are those of block_cipher.h.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace dd::nfc {

enum class CipherSuite { TripleDes, Aes128, Aes192, Aes256 }; // from the weakest to the strongest

[[nodiscard]] constexpr qsizetype keySize(CipherSuite suite)
{
    return suite == CipherSuite::Aes192 ? 24 : suite == CipherSuite::Aes256 ? 32 : 16;
}
[[nodiscard]] constexpr qsizetype blockSize(CipherSuite suite)
{
    return suite == CipherSuite::TripleDes ? 8 : 16;
}
[[nodiscard]] QString cipherName(CipherSuite suite); // "3DES", "AES-128"

// No padding: the data is whole blocks.
[[nodiscard]] Result<QByteArray> cbcEncrypt(CipherSuite suite, QByteArrayView key, QByteArrayView iv, QByteArrayView plain);
[[nodiscard]] Result<QByteArray> cbcDecrypt(CipherSuite suite, QByteArrayView key, QByteArrayView iv, QByteArrayView cipher);
// Eight bytes. What secure messaging passes in is padded already (§9.8.6); tokens are not, and there the MAC pads by itself,
// which with 3DES is padding method 2 and with AES part of CMAC (§4.4.3.4).
[[nodiscard]] Result<QByteArray> macOfPadded(CipherSuite suite, QByteArrayView key, QByteArrayView padded);
[[nodiscard]] Result<QByteArray> macOf(CipherSuite suite, QByteArrayView key, QByteArrayView message);

} // namespace dd::nfc
