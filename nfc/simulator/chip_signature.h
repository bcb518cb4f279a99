// What INTERNAL AUTHENTICATE answers (ICAO 9303-11 §6.1): RSA by ISO/IEC 9796-2 scheme 1, or plain ECDSA.
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"

#include <QByteArray>

namespace dd::nfc::simulator {

// `privateKey` is PKCS#8 DER. RSA below 2048 bits signs over SHA-1 as old chips do, longer keys over SHA-256;
// ECDSA over SHA-256, answered as r‖s.
[[nodiscard]] Result<QByteArray> signChallenge(QByteArrayView privateKey, QByteArrayView challenge, Random &random);

} // namespace dd::nfc::simulator
