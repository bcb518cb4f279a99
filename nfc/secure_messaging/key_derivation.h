// Key derivation (ICAO 9303-11 §9.7.1): KDF(K, c) = H(K ‖ c), cut to the cipher's key length.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "nfc/secure_messaging/cipher_suite.h"

#include <QByteArray>

namespace dd::nfc {

enum class KeyPurpose : quint32 { Encryption = 1, Mac = 2, Password = 3 };

// SHA-1 for keys of 16 bytes, SHA-256 for longer ones; DES keys get odd parity. CryptoFailed when the library refuses.
[[nodiscard]] Result<Secret> deriveKey(QByteArrayView sharedSecret, KeyPurpose purpose, CipherSuite suite);

// SHA-1 of the MRZ information, 20 bytes: f(π) of PACE (§9.7.3), and in its first 16 bytes the key seed of BAC (§4.3.2).
[[nodiscard]] Result<Secret> accessSeedFromMrz(QByteArrayView mrzInformation);

// K_π of PACE (§9.7.3): from the CAN's characters, or from SHA-1 of the MRZ information.
[[nodiscard]] Result<Secret> pacePasswordKeyFromCan(QByteArrayView can, CipherSuite suite);
[[nodiscard]] Result<Secret> pacePasswordKeyFromMrz(QByteArrayView mrzInformation, CipherSuite suite);

} // namespace dd::nfc
