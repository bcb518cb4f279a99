#include "nfc/secure_messaging/ec_domain.h"

#include "nfc/openssl_pointers.h"
#include "nfc/secure_messaging/point_encoding.h"

#include <openssl/obj_mac.h>

namespace dd::nfc {

struct StandardCurve // not in the unnamed namespace: EcDomain::Parameters points to one
{
    int parameterId;
    int nid;
    const char *name;
};

namespace {

constexpr StandardCurve standardCurves[] = {
    {8, NID_X9_62_prime192v1, "NIST P-192"},      {9, NID_brainpoolP192r1, "brainpoolP192r1"},  {10, NID_secp224r1, "NIST P-224"},
    {11, NID_brainpoolP224r1, "brainpoolP224r1"}, {12, NID_X9_62_prime256v1, "NIST P-256"},     {13, NID_brainpoolP256r1, "brainpoolP256r1"},
    {14, NID_brainpoolP320r1, "brainpoolP320r1"}, {15, NID_secp384r1, "NIST P-384"},            {16, NID_brainpoolP384r1, "brainpoolP384r1"},
    {17, NID_brainpoolP512r1, "brainpoolP512r1"}, {18, NID_secp521r1, "NIST P-521"},
};

std::unexpected<Error> ecFailed()
{
    return fail(ErrorCode::CryptoFailed, QStringLiteral("elliptic curve"));
}

std::unexpected<Error> badPoint(const char *why)
{
    return fail(ErrorCode::KeyMalformed, QStringLiteral("public key"), QLatin1String(why));
}

} // namespace

struct EcDomain::Parameters
{
    const StandardCurve *curve = nullptr;
    ossl::Group group;
    ossl::Point generator;
    ossl::Bignum order;
    qsizetype fieldSize = 0;

    // The same curve with another generator, or an error when that is no generator.
    [[nodiscard]] Result<std::shared_ptr<Parameters>> withGenerator(ossl::Point other) const
    {
        auto mapped = std::make_shared<Parameters>();
        mapped->curve = curve;
        mapped->fieldSize = fieldSize;
        mapped->group.reset(EC_GROUP_dup(group.get()));
        mapped->order.reset(BN_dup(order.get()));
        mapped->generator = std::move(other);
        if (!mapped->group || !mapped->order || !mapped->generator)
            return ecFailed();
        if (EC_POINT_is_at_infinity(mapped->group.get(), mapped->generator.get()) == 1)
            return badPoint("mapped generator at infinity");
        return mapped;
    }

    [[nodiscard]] QByteArray encode(const EC_POINT *point) const
    {
        const ossl::BignumContext context(BN_CTX_new());
        QByteArray out(1 + 2 * fieldSize, Qt::Uninitialized);
        const std::size_t written = context ? EC_POINT_point2oct(group.get(), point, POINT_CONVERSION_UNCOMPRESSED,
                                                                 reinterpret_cast<unsigned char *>(out.data()),
                                                                 static_cast<std::size_t>(out.size()), context.get())
                                            : 0;
        return written == static_cast<std::size_t>(out.size()) ? out : QByteArray();
    }

    [[nodiscard]] Result<ossl::Point> decode(QByteArrayView bytes) const
    {
        if (bytes.size() != 1 + 2 * fieldSize || bytes[0] != '\x04')
            return badPoint("not an uncompressed point of this curve");
        const ossl::BignumContext context(BN_CTX_new());
        ossl::Point point(EC_POINT_new(group.get()));
        if (!context || !point)
            return ecFailed();
        // oct2point refuses what is not on the curve; all standardized curves have cofactor 1.
        if (EC_POINT_oct2point(group.get(), point.get(), ossl::bytesOf(bytes), static_cast<std::size_t>(bytes.size()), context.get()) != 1
            || EC_POINT_is_at_infinity(group.get(), point.get()) == 1)
            return badPoint("not on the curve");
        return point;
    }

    [[nodiscard]] Result<ossl::Bignum> scalar(QByteArrayView bytes) const
    {
        ossl::Bignum number(BN_secure_new());
        if (!number || BN_bin2bn(ossl::bytesOf(bytes), static_cast<int>(bytes.size()), number.get()) == nullptr)
            return ecFailed();
        BN_set_flags(number.get(), BN_FLG_CONSTTIME);
        if (BN_is_zero(number.get()) || BN_cmp(number.get(), order.get()) >= 0)
            return fail(ErrorCode::InvalidInput, QStringLiteral("private key"), QStringLiteral("out of range"));
        return number;
    }

    [[nodiscard]] Result<ossl::Point> multiply(const EC_POINT *point, const BIGNUM *factor) const
    {
        const ossl::BignumContext context(BN_CTX_secure_new());
        ossl::Point product(EC_POINT_new(group.get()));
        if (!context || !product || EC_POINT_mul(group.get(), product.get(), nullptr, point, factor, context.get()) != 1)
            return ecFailed();
        if (EC_POINT_is_at_infinity(group.get(), product.get()) == 1)
            return badPoint("product at infinity");
        return product;
    }

    // ECDH: our key's multiple of the other side's point.
    [[nodiscard]] Result<ossl::Point> agree(QByteArrayView privateKey, QByteArrayView peerPublicKey) const
    {
        const Result<ossl::Bignum> factor = scalar(privateKey);
        if (!factor)
            return fail(factor.error());
        const Result<ossl::Point> peer = decode(peerPublicKey);
        if (!peer)
            return fail(peer.error());
        return multiply(peer->get(), factor->get());
    }
};

Result<EcDomain> EcDomain::fromCurve(const StandardCurve &curve)
{
    auto parameters = std::make_shared<Parameters>();
    parameters->curve = &curve;
    parameters->group.reset(EC_GROUP_new_by_curve_name(curve.nid));
    if (!parameters->group)
        return ecFailed();
    parameters->generator.reset(EC_POINT_dup(EC_GROUP_get0_generator(parameters->group.get()), parameters->group.get()));
    parameters->order.reset(BN_dup(EC_GROUP_get0_order(parameters->group.get())));
    parameters->fieldSize = (EC_GROUP_get_degree(parameters->group.get()) + 7) / 8;
    if (!parameters->generator || !parameters->order)
        return ecFailed();
    return EcDomain(std::move(parameters));
}

Result<EcDomain> EcDomain::standardized(int parameterId)
{
    for (const StandardCurve &curve : standardCurves) {
        if (curve.parameterId == parameterId)
            return fromCurve(curve);
    }
    return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("domain parameters"), QStringLiteral("id %1").arg(parameterId));
}

Result<EcDomain> EcDomain::named(const char *opensslName)
{
    const int nid = OBJ_txt2nid(opensslName);
    for (const StandardCurve &curve : standardCurves) {
        if (nid != NID_undef && curve.nid == nid)
            return fromCurve(curve);
    }
    return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("domain parameters"), QLatin1String(opensslName));
}

int EcDomain::parameterId() const
{
    return m_parameters->curve->parameterId;
}

QString EcDomain::name() const
{
    return QLatin1String(m_parameters->curve->name);
}

qsizetype EcDomain::fieldSize() const
{
    return m_parameters->fieldSize;
}

int EcDomain::modulusBits() const
{
    return EC_GROUP_get_degree(m_parameters->group.get());
}

QByteArray EcDomain::generator() const
{
    return m_parameters->encode(m_parameters->generator.get());
}

Result<KeyPair> EcDomain::generate(Random &random) const
{
    const int orderBits = BN_num_bits(m_parameters->order.get());
    const auto size = static_cast<std::size_t>((orderBits + 7) / 8);
    // Rejection sampling; the chance of 128 refusals in a row is below 2^-128 for every curve of the table.
    for (int attempt = 0; attempt < 128; ++attempt) {
        Secret candidate = random.secret(size);
        if (candidate.size() != size)
            break;
        if (orderBits % 8 != 0)
            candidate.data()[0] &= static_cast<unsigned char>((1 << (orderBits % 8)) - 1);
        if (!m_parameters->scalar(candidate.view()))
            continue;
        Result<QByteArray> publicKey = publicKeyOf(candidate.view());
        if (!publicKey)
            return fail(publicKey.error());
        return KeyPair{std::move(candidate), std::move(*publicKey)};
    }
    return ecFailed();
}

Result<QByteArray> EcDomain::publicKeyOf(QByteArrayView privateKey) const
{
    const Result<ossl::Bignum> scalar = m_parameters->scalar(privateKey);
    if (!scalar)
        return fail(scalar.error());
    const Result<ossl::Point> point = m_parameters->multiply(m_parameters->generator.get(), scalar->get());
    if (!point)
        return fail(point.error());
    const QByteArray encoded = m_parameters->encode(point->get());
    if (encoded.isEmpty())
        return ecFailed();
    return encoded;
}

Result<void> EcDomain::checkPublicKey(QByteArrayView publicKey) const
{
    if (const Result<ossl::Point> point = m_parameters->decode(publicKey); !point)
        return fail(point.error());
    return {};
}

Result<Secret> EcDomain::sharedSecret(QByteArrayView privateKey, QByteArrayView peerPublicKey) const
{
    const Result<ossl::Point> product = m_parameters->agree(privateKey, peerPublicKey);
    if (!product)
        return fail(product.error());
    const ossl::BignumContext context(BN_CTX_secure_new());
    const ossl::Bignum x(BN_secure_new());
    Secret out(static_cast<std::size_t>(fieldSize()));
    if (!context || !x || out.isEmpty()
        || EC_POINT_get_affine_coordinates(m_parameters->group.get(), product->get(), x.get(), nullptr, context.get()) != 1
        || BN_bn2binpad(x.get(), out.data(), static_cast<int>(fieldSize())) != fieldSize())
        return ecFailed();
    return out;
}

Result<EcDomain> EcDomain::mapGeneric(QByteArrayView nonce, QByteArrayView privateKey, QByteArrayView peerPublicKey) const
{
    const Result<ossl::Point> shared = m_parameters->agree(privateKey, peerPublicKey);
    if (!shared)
        return fail(shared.error());
    const EC_GROUP *group = m_parameters->group.get();
    const ossl::BignumContext context(BN_CTX_secure_new());
    const ossl::Bignum s(BN_secure_new());
    if (!context || !s || BN_bin2bn(ossl::bytesOf(nonce), static_cast<int>(nonce.size()), s.get()) == nullptr)
        return ecFailed();
    BN_set_flags(s.get(), BN_FLG_CONSTTIME);
    ossl::Point sum(EC_POINT_new(group));
    if (!sum || EC_POINT_mul(group, sum.get(), nullptr, m_parameters->generator.get(), s.get(), context.get()) != 1
        || EC_POINT_add(group, sum.get(), sum.get(), shared->get(), context.get()) != 1)
        return ecFailed();
    Result<std::shared_ptr<Parameters>> mapped = m_parameters->withGenerator(std::move(sum));
    return mapped ? Result<EcDomain>(EcDomain(std::move(*mapped))) : fail(mapped.error());
}

Result<EcDomain> EcDomain::mapIntegrated(QByteArrayView pseudoRandom) const
{
    const EC_GROUP *group = m_parameters->group.get();
    Result<FieldPoint> encoded = encodePoint(group, pseudoRandom);
    if (!encoded)
        return fail(encoded.error());
    const ossl::BignumContext context(BN_CTX_secure_new());
    ossl::Point point(EC_POINT_new(group));
    if (!context || !point || EC_POINT_set_affine_coordinates(group, point.get(), encoded->x.get(), encoded->y.get(), context.get()) != 1)
        return ecFailed();
    Result<std::shared_ptr<Parameters>> mapped = m_parameters->withGenerator(std::move(point));
    return mapped ? Result<EcDomain>(EcDomain(std::move(*mapped))) : fail(mapped.error());
}

Result<QByteArray> EcDomain::multiply(QByteArrayView scalar, QByteArrayView point) const
{
    const Result<ossl::Point> product = m_parameters->agree(scalar, point);
    if (!product)
        return fail(product.error());
    return m_parameters->encode(product->get());
}

Result<Secret> EcDomain::quotient(QByteArrayView numerator, QByteArrayView denominator) const
{
    const Result<ossl::Bignum> over = m_parameters->scalar(numerator);
    if (!over)
        return fail(over.error());
    const Result<ossl::Bignum> under = m_parameters->scalar(denominator);
    if (!under)
        return fail(under.error());
    const ossl::BignumContext context(BN_CTX_secure_new());
    const ossl::Bignum value(BN_secure_new());
    const int size = BN_num_bytes(m_parameters->order.get());
    Secret out(static_cast<std::size_t>(size));
    if (!context || !value || out.isEmpty() || BN_mod_inverse(value.get(), under->get(), m_parameters->order.get(), context.get()) == nullptr
        || BN_mod_mul(value.get(), value.get(), over->get(), m_parameters->order.get(), context.get()) != 1
        || BN_bn2binpad(value.get(), out.data(), size) != size)
        return ecFailed();
    return out;
}

} // namespace dd::nfc
