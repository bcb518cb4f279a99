// Key derivation (ICAO 9303-11 §9.7.1): KDF(K, c) = H(K ‖ c), cut to the cipher's key length.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QByteArray>

namespace dd::nfc {

enum class AesKeySize { Aes128 = 16, Aes192 = 24, Aes256 = 32 };
enum class KeyPurpose : quint32 { Encryption = 1, Mac = 2, Password = 3 };

// SHA-1 for AES-128, SHA-256 for the longer keys. CryptoFailed when the library refuses.
[[nodiscard]] Result<Secret> deriveKey(QByteArrayView sharedSecret, KeyPurpose purpose, AesKeySize size);

// K_π of PACE (§9.7.3): from the CAN's characters, or from SHA-1 of the MRZ information.
[[nodiscard]] Result<Secret> pacePasswordKeyFromCan(QByteArrayView can, AesKeySize size);
[[nodiscard]] Result<Secret> pacePasswordKeyFromMrz(QByteArrayView mrzInformation, AesKeySize size);

} // namespace dd::nfc
