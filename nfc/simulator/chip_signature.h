// What INTERNAL AUTHENTICATE answers (ICAO 9303-11 §6.1): RSA by ISO/IEC 9796-2 scheme 1 or PSS, or plain ECDSA.
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"
#include "nfc/simulator/card_image.h"

#include <QByteArray>

namespace dd::nfc::simulator {

// `privateKey` is PKCS#8 DER; ECDSA is answered as r‖s. AlgorithmUnknown for another key type, CryptoFailed for a hash that
// does not fit into the modulus.
[[nodiscard]] Result<QByteArray> signChallenge(QByteArrayView privateKey, QByteArrayView challenge, Random &random,
                                               const ActiveAuthenticationScheme &scheme = {});

} // namespace dd::nfc::simulator
