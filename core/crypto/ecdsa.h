// ECDSA on P-256 and P-384 by OpenSSL, in COSE's encodings (RFC 9053 §2.1). Private to this room.
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <QByteArray>

namespace dd::crypto {

struct EcCurve
{
    const char *name; // as OpenSSL knows it
    const char *digest;
    int nid;
    qsizetype fieldSize; // bytes of a coordinate, and of r and s
};

[[nodiscard]] const EcCurve &curveP256();
[[nodiscard]] const EcCurve &curveP384();

// Takes a point in SEC 1 form (02/03‖x or 04‖x‖y) and gives 04‖x‖y, or KeyMalformed when it is not on the curve.
[[nodiscard]] Result<QByteArray> checkedEcPoint(const EcCurve &curve, QByteArrayView point);
// 04‖x‖y of scalar·G; KeyMalformed when the scalar is 0, not below the order, or of another size.
[[nodiscard]] Result<QByteArray> ecPublicPoint(const EcCurve &curve, const Secret &scalar);
[[nodiscard]] Result<void> ecdsaVerify(const EcCurve &curve, QByteArrayView point, QByteArrayView message, QByteArrayView signature);
// r‖s, each left-padded to the field size. The scalar and its point are as the two functions above gave them.
[[nodiscard]] Result<QByteArray> ecdsaSign(const EcCurve &curve, const Secret &scalar, QByteArrayView point, QByteArrayView message);
// Draws until the number is a scalar of the curve (FIPS 186-5 A.2.2).
[[nodiscard]] Secret drawEcScalar(const EcCurve &curve, Random &random);

} // namespace dd::crypto
