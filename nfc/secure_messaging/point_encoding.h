// The function f_G of the integrated mapping (ICAO 9303-11 §4.4.3.3.2, appendix B; Brier et al. 2010): a field element becomes a
// point of the curve in constant shape. For .cpp files of this folder.
#pragma once

#include "core/base/result.h"
#include "nfc/openssl_pointers.h"

#include <QByteArray>

namespace dd::nfc {

struct FieldPoint
{
    ossl::Bignum x;
    ossl::Bignum y;
};

// `pseudoRandom` is R(s, t), big-endian and reduced here modulo the field's prime. UnsupportedProtocol unless that prime is
// 3 mod 4; all curves of the table but P-224 are, and all have cofactor 1.
[[nodiscard]] Result<FieldPoint> encodePoint(const EC_GROUP *group, QByteArrayView pseudoRandom);

} // namespace dd::nfc
