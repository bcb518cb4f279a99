#include "core/crypto/ecdsa.h"

#include "core/crypto/openssl_pointers.h"

#include <openssl/err.h>
#include <openssl/obj_mac.h>

namespace dd::crypto {
namespace {

const unsigned char *ecOctets(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

unsigned char *ecOctets(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

// Our failures carry their own meaning; what OpenSSL queued must not surface in someone else's error.
std::unexpected<Error> ecFail(ErrorCode code, const char *detail)
{
    ERR_clear_error();
    return fail(code, QStringLiteral("ECDSA"), QLatin1String(detail));
}

PkeyPointer makeKey(const EcCurve &curve, QByteArrayView point, const BIGNUM *scalar)
{
    const ParamBuilderPointer builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.name, 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), static_cast<std::size_t>(point.size())) != 1 ||
        (scalar && OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) != 1))
        return {};
    const ParamsPointer params(OSSL_PARAM_BLD_to_param(builder.get()));
    const PkeyContextPointer context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY *key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, scalar ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return {};
    return PkeyPointer(key);
}

// The scalar, or nothing when it is not in 1 … n-1.
BigNumberPointer scalarNumber(const EcCurve &curve, const EC_GROUP *group, const Secret &scalar)
{
    if (static_cast<qsizetype>(scalar.size()) != curve.fieldSize)
        return {};
    BigNumberPointer number(BN_secure_new());
    if (!number || !BN_bin2bn(scalar.data(), static_cast<int>(scalar.size()), number.get()))
        return {};
    BN_set_flags(number.get(), BN_FLG_CONSTTIME);
    if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(group)) >= 0)
        return {};
    return number;
}

EcGroupPointer groupOf(const EcCurve &curve)
{
    return EcGroupPointer(EC_GROUP_new_by_curve_name(curve.nid));
}

} // namespace

const EcCurve &curveP256()
{
    static constexpr EcCurve curve{"P-256", "SHA256", NID_X9_62_prime256v1, 32};
    return curve;
}

const EcCurve &curveP384()
{
    static constexpr EcCurve curve{"P-384", "SHA384", NID_secp384r1, 48};
    return curve;
}

Result<EcKey> loadEcKey(const EcCurve &curve, QByteArrayView point)
{
    const bool compressed = point.size() == 1 + curve.fieldSize && (point[0] == 2 || point[0] == 3);
    const bool uncompressed = point.size() == 1 + 2 * curve.fieldSize && point[0] == 4;
    if (!compressed && !uncompressed)
        return ecFail(ErrorCode::KeyMalformed, "a point of the wrong length");
    // OpenSSL makes no key of coordinates above the field or off the curve, and the length excludes infinity. Both curves have a prime
    // order, so that nothing is left for a multiplication by it to find (SP 800-56A r3 §5.6.2.3.4; SP 800-186 §3.2.1).
    PkeyPointer key = makeKey(curve, point, nullptr);
    if (!key)
        return ecFail(ErrorCode::KeyMalformed, "a point that is not on the curve");
    return EcKey(std::move(key));
}

Result<QByteArray> ecPublicPoint(const EcCurve &curve, const Secret &scalar)
{
    const EcGroupPointer group = groupOf(curve);
    if (!group)
        return ecFail(ErrorCode::CryptoFailed, "the curve is not available");
    const BigNumberPointer number = scalarNumber(curve, group.get(), scalar);
    if (!number)
        return ecFail(ErrorCode::KeyMalformed, "the private key is out of range");
    const EcPointPointer point(EC_POINT_new(group.get()));
    QByteArray out(1 + 2 * curve.fieldSize, '\0');
    const auto size = static_cast<std::size_t>(out.size());
    if (!point || EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) != 1 ||
        EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, ecOctets(out), size, nullptr) != size)
        return ecFail(ErrorCode::CryptoFailed, "the public key could not be computed");
    return out;
}

Result<void> ecdsaVerify(const EcCurve &curve, const EcKey &key, QByteArrayView message, QByteArrayView signature)
{
    if (signature.size() != 2 * curve.fieldSize)
        return ecFail(ErrorCode::SignatureInvalid, "a signature of the wrong length");
    const int half = static_cast<int>(curve.fieldSize);
    BigNumberPointer r(BN_bin2bn(ecOctets(signature), half, nullptr));
    BigNumberPointer s(BN_bin2bn(ecOctets(signature) + half, half, nullptr));
    const EcdsaSignaturePointer pair(ECDSA_SIG_new());
    if (!r || !s || !pair || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1)
        return ecFail(ErrorCode::CryptoFailed, "out of memory");
    static_cast<void>(r.release()); // the pair owns them now
    static_cast<void>(s.release());
    unsigned char der[2 * (48 + 3) + 4];
    unsigned char *end = der;
    const int size = i2d_ECDSA_SIG(pair.get(), nullptr);
    if (size <= 0 || size > static_cast<int>(sizeof der) || i2d_ECDSA_SIG(pair.get(), &end) != size)
        return ecFail(ErrorCode::CryptoFailed, "the signature could not be written");

    const DigestContextPointer context(EVP_MD_CTX_new());
    if (!key || !context || EVP_DigestVerifyInit_ex(context.get(), nullptr, curve.digest, nullptr, nullptr, key.get(), nullptr) != 1)
        return ecFail(ErrorCode::CryptoFailed, "verification could not start");
    if (EVP_DigestVerify(context.get(), der, static_cast<std::size_t>(size), ecOctets(message), static_cast<std::size_t>(message.size())) != 1)
        return ecFail(ErrorCode::SignatureInvalid, "the signature does not match");
    return {};
}

Result<QByteArray> ecdsaSign(const EcCurve &curve, const Secret &scalar, QByteArrayView point, QByteArrayView message)
{
    const EcGroupPointer group = groupOf(curve);
    const BigNumberPointer number = group ? scalarNumber(curve, group.get(), scalar) : BigNumberPointer();
    if (!number)
        return ecFail(ErrorCode::KeyMalformed, "the private key is out of range");
    const PkeyPointer key = makeKey(curve, point, number.get());
    const DigestContextPointer context(EVP_MD_CTX_new());
    unsigned char der[2 * (48 + 3) + 4];
    std::size_t size = sizeof der;
    if (!key || !context || EVP_DigestSignInit_ex(context.get(), nullptr, curve.digest, nullptr, nullptr, key.get(), nullptr) != 1 ||
        EVP_DigestSign(context.get(), der, &size, ecOctets(message), static_cast<std::size_t>(message.size())) != 1)
        return ecFail(ErrorCode::CryptoFailed, "signing failed");
    const unsigned char *begin = der;
    const EcdsaSignaturePointer pair(d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(size)));
    QByteArray out(2 * curve.fieldSize, '\0');
    const int half = static_cast<int>(curve.fieldSize);
    if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), ecOctets(out), half) != half ||
        BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), ecOctets(out) + half, half) != half)
        return ecFail(ErrorCode::CryptoFailed, "the signature could not be written");
    return out;
}

Secret drawEcScalar(const EcCurve &curve, Random &random)
{
    const EcGroupPointer group = groupOf(curve);
    for (int tries = 0; group && tries < 100; ++tries) { // one draw in 2^32 is out of range; a broken source ends here
        Secret scalar = random.secret(static_cast<std::size_t>(curve.fieldSize));
        if (scalarNumber(curve, group.get(), scalar))
            return scalar;
    }
    return {};
}

} // namespace dd::crypto
