// ECDSA on P-256 and P-384 by OpenSSL, in COSE's encodings (RFC 9053 §2.1). Private to this room.
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <memory>
#include <QByteArray>

struct evp_pkey_st; // OpenSSL's EVP_PKEY

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

// A public key as OpenSSL wants it: made once, for any number of checks in any thread.
using EcKey = std::shared_ptr<evp_pkey_st>;
// Of a point in SEC 1 form (02/03‖x or 04‖x‖y); KeyMalformed when it is not on the curve.
[[nodiscard]] Result<EcKey> loadEcKey(const EcCurve &curve, QByteArrayView point);
// 04‖x‖y of scalar·G; KeyMalformed when the scalar is 0, not below the order, or of another size.
[[nodiscard]] Result<QByteArray> ecPublicPoint(const EcCurve &curve, const Secret &scalar);
[[nodiscard]] Result<void> ecdsaVerify(const EcCurve &curve, const EcKey &key, QByteArrayView message, QByteArrayView signature);
// r‖s, each left-padded to the field size. The scalar and its point are as the two functions above gave them.
[[nodiscard]] Result<QByteArray> ecdsaSign(const EcCurve &curve, const Secret &scalar, QByteArrayView point, QByteArrayView message);
// Draws until the number is a scalar of the curve (FIPS 186-5 A.2.2).
[[nodiscard]] Secret drawEcScalar(const EcCurve &curve, Random &random);

} // namespace dd::crypto
