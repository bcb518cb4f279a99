// AES and two-key 3DES as secure messaging and PACE use them (ICAO 9303-11 §9.8, §9.7.1), through OpenSSL. AES is 128, 192 or
// 256 bits by key length; a 3DES key is 16 bytes. A wrong length is InvalidInput, a refusal of the library CryptoFailed.
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace dd::nfc {

inline constexpr qsizetype aesBlockSize = 16;
inline constexpr qsizetype desBlockSize = 8;

// No padding: the data is whole blocks.
[[nodiscard]] Result<QByteArray> aesCbcEncrypt(QByteArrayView key, QByteArrayView iv, QByteArrayView plain);
[[nodiscard]] Result<QByteArray> aesCbcDecrypt(QByteArrayView key, QByteArrayView iv, QByteArrayView cipher);
// RFC 4493 / NIST SP 800-38B, all 16 bytes.
[[nodiscard]] Result<QByteArray> aesCmac(QByteArrayView key, QByteArrayView message);

[[nodiscard]] Result<QByteArray> tripleDesCbcEncrypt(QByteArrayView key, QByteArrayView iv, QByteArrayView plain);
[[nodiscard]] Result<QByteArray> tripleDesCbcDecrypt(QByteArrayView key, QByteArrayView iv, QByteArrayView cipher);
// ISO/IEC 9797-1 MAC algorithm 3 with DES ("retail MAC"), over a message already padded to whole blocks; 8 bytes.
[[nodiscard]] Result<QByteArray> retailMac(QByteArrayView key, QByteArrayView padded);

// ISO/IEC 9797-1 padding method 2: 80, then zeros up to a whole block; always adds at least one byte.
[[nodiscard]] QByteArray isoPad(QByteArrayView data, qsizetype blockSize = aesBlockSize);
// SecureMessagingBroken when the padding is not there.
[[nodiscard]] Result<QByteArray> isoUnpad(QByteArrayView data, qsizetype blockSize = aesBlockSize);

} // namespace dd::nfc
