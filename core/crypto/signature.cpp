#include "core/crypto/signature.h"

#include "core/crypto/ecdsa.h"
#include "core/crypto/symmetric.h"

#include <sodium.h>

namespace dd::crypto {
namespace {

using cbor::Value;

// COSE_Key labels and values: RFC 9052 §7.1, RFC 9053 §7.1, §7.2.
enum KeyLabel : qint64 { KeyTypeLabel = 1, CurveLabel = -1, XLabel = -2, YLabel = -3 };
enum KeyType : qint64 { OkpType = 1, Ec2Type = 2 };
enum Curve : qint64 { P256Curve = 1, P384Curve = 2, Ed25519Curve = 6 };

std::unexpected<Error> keyMalformed(const char *detail)
{
    return fail(ErrorCode::KeyMalformed, QStringLiteral("COSE_Key"), QLatin1String(detail));
}

const unsigned char *keyOctets(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

qint64 integerAt(const Value &map, qint64 label)
{
    const Value *value = map.find(label);
    return value ? value->toInteger() : 0;
}

QByteArray bytesAt(const Value &map, qint64 label)
{
    const Value *value = map.find(label);
    return value ? value->toBytes() : QByteArray();
}

// Canonical, on the curve, of large order: a small-order key would accept signatures over anything.
Result<void> checkEd25519Point(QByteArrayView x)
{
    if (sodium_init() < 0 || crypto_core_ed25519_is_valid_point(keyOctets(x)) != 1)
        return keyMalformed("x is no point of Ed25519's main subgroup");
    return {};
}

Result<QByteArray> ed25519Point(const Value &coseKey, KeyCheck check)
{
    const QByteArray x = bytesAt(coseKey, XLabel);
    if (x.size() != crypto_core_ed25519_BYTES)
        return keyMalformed("x does not have 32 bytes");
    if (check == KeyCheck::Full) {
        if (const Result<void> checked = checkEd25519Point(x); !checked)
            return fail(checked.error());
    }
    return x;
}

Result<EcKey> ec2Key(const Value &coseKey, const EcCurve &curve)
{
    const QByteArray x = bytesAt(coseKey, XLabel);
    const Value *y = coseKey.find(YLabel);
    if (x.size() != curve.fieldSize)
        return keyMalformed("x does not have the field's size");
    if (y && y->isBool()) // RFC 9053 §7.1.1: the sign bit, the point is compressed
        return loadEcKey(curve, QByteArray(1, y->toBool() ? '\x03' : '\x02') + x);
    if (!y || y->toBytes().size() != curve.fieldSize)
        return keyMalformed("y is neither a sign bit nor of the field's size");
    return loadEcKey(curve, '\x04' + x + y->toBytes());
}

Value okpKey(QByteArrayView point)
{
    return Value::map({{Value::integer(KeyTypeLabel), Value::integer(OkpType)},
                       {Value::integer(CurveLabel), Value::integer(Ed25519Curve)},
                       {Value::integer(XLabel), Value::bytes(point.toByteArray())}});
}

Value p256Key(QByteArrayView point)
{
    const bool odd = (point.back() & 1) != 0;
    return Value::map({{Value::integer(KeyTypeLabel), Value::integer(Ec2Type)},
                       {Value::integer(CurveLabel), Value::integer(P256Curve)},
                       {Value::integer(XLabel), Value::bytes(point.sliced(1, 32).toByteArray())},
                       {Value::integer(YLabel), Value::boolean(odd)}});
}

bool belongs(Algorithm algorithm, PublicKey::Type type)
{
    switch (algorithm) {
    case Algorithm::Ed25519:
    case Algorithm::EdDsa:
        return type == PublicKey::Type::Ed25519;
    case Algorithm::Esp256:
    case Algorithm::Es256:
        return type == PublicKey::Type::P256;
    case Algorithm::Es384:
        return type == PublicKey::Type::P384;
    }
    return false;
}

class Ed25519Signer final : public SoftwareSigner
{
public:
    Ed25519Signer(Secret seed, Secret expanded, PublicKey key) : m_seed(std::move(seed)), m_expanded(std::move(expanded)), m_key(std::move(key)) {}

    Algorithm algorithm() const override { return Algorithm::Ed25519; }
    const PublicKey &publicKey() const override { return m_key; }
    const Secret &privateKey() const override { return m_seed; }
    Result<QByteArray> sign(QByteArrayView message) override
    {
        QByteArray signature(crypto_sign_BYTES, '\0');
        crypto_sign_detached(reinterpret_cast<unsigned char *>(signature.data()), nullptr, keyOctets(message),
                             static_cast<unsigned long long>(message.size()), m_expanded.data());
        return signature;
    }

private:
    Secret m_seed;
    Secret m_expanded; // seed ‖ public key, as libsodium wants it
    PublicKey m_key;
};

class P256Signer final : public SoftwareSigner
{
public:
    P256Signer(Secret scalar, QByteArray point, PublicKey key) : m_scalar(std::move(scalar)), m_point(std::move(point)), m_key(std::move(key)) {}

    Algorithm algorithm() const override { return Algorithm::Esp256; }
    const PublicKey &publicKey() const override { return m_key; }
    const Secret &privateKey() const override { return m_scalar; }
    Result<QByteArray> sign(QByteArrayView message) override { return ecdsaSign(curveP256(), m_scalar, m_point, message); }

private:
    Secret m_scalar;
    QByteArray m_point;
    PublicKey m_key;
};

} // namespace

QList<Algorithm> profileAlgorithms()
{
    return {Algorithm::Ed25519, Algorithm::Esp256, Algorithm::EdDsa, Algorithm::Es256};
}

Result<PublicKey> profileKey(const Value &coseKey, KeyCheck check)
{
    Result<PublicKey> key = PublicKey::fromCose(coseKey, check);
    if (!key)
        return key;
    const Value *y = coseKey.find(YLabel);
    if (key->type() == PublicKey::Type::P384 || (y != nullptr && !y->isBool()))
        return keyMalformed("a key this profile does not have");
    return key;
}

Result<PublicKey> PublicKey::fromCose(const Value &coseKey, KeyCheck check)
{
    if (!coseKey.isMap())
        return keyMalformed("not a map");
    PublicKey key;
    key.m_check = check;
    const qint64 type = integerAt(coseKey, KeyTypeLabel);
    const qint64 curve = integerAt(coseKey, CurveLabel);
    if (type == OkpType && curve == Ed25519Curve) {
        Result<QByteArray> point = ed25519Point(coseKey, check);
        if (!point)
            return fail(point.error());
        key.m_type = Type::Ed25519;
        key.m_point = std::move(*point);
    } else if (type == Ec2Type && (curve == P256Curve || curve == P384Curve)) {
        Result<EcKey> loaded = ec2Key(coseKey, curve == P256Curve ? curveP256() : curveP384());
        if (!loaded)
            return fail(loaded.error());
        key.m_type = curve == P256Curve ? Type::P256 : Type::P384;
        key.m_ecKey = std::move(*loaded);
    } else {
        return keyMalformed("a key type or curve that is not supported");
    }
    if (coseKey.pairCount() != (key.m_ecKey ? 4 : 3))
        return keyMalformed("a label that does not belong here");
    key.m_cose = cbor::encode(coseKey);
    return key;
}

Result<PublicKey> PublicKey::fromCose(QByteArrayView encoded)
{
    const Result<Value> value = cbor::decode(encoded);
    if (!value)
        return fail(ErrorCode::KeyMalformed, QStringLiteral("COSE_Key"), value.error().detail);
    return fromCose(*value);
}

QByteArray PublicKey::thumbprint() const
{
    return sha256(m_cose);
}

QByteArray PublicKey::keyId() const
{
    return thumbprint().first(8);
}

Result<void> PublicKey::verify(Algorithm algorithm, QByteArrayView message, QByteArrayView signature) const
{
    if (m_point.isEmpty() && !m_ecKey)
        return keyMalformed("there is no key");
    if (!belongs(algorithm, m_type))
        return fail(ErrorCode::AlgorithmMismatch, QStringLiteral("signature"), QStringLiteral("algorithm %1").arg(static_cast<int>(algorithm)));
    if (m_type != Type::Ed25519)
        return ecdsaVerify(m_type == Type::P256 ? curveP256() : curveP384(), m_ecKey, message, signature);
    // libsodium refuses S not below the order, small-order or non-canonical keys, and small-order R (RFC 8032 §5.1.7 and more).
    if (sodium_init() < 0 || signature.size() != crypto_sign_BYTES ||
        crypto_sign_verify_detached(keyOctets(signature), keyOctets(message), static_cast<unsigned long long>(message.size()), keyOctets(m_point)) !=
            0) {
        if (const Result<void> checked = checkEd25519Point(m_point); m_check == KeyCheck::AtUse && !checked)
            return checked;
        return fail(ErrorCode::SignatureInvalid, QStringLiteral("Ed25519"));
    }
    return {};
}

Result<std::unique_ptr<SoftwareSigner>> makeEd25519Signer(const Secret &seed)
{
    if (seed.size() != crypto_sign_SEEDBYTES)
        return keyMalformed("the seed does not have 32 bytes");
    Secret expanded(crypto_sign_SECRETKEYBYTES);
    Secret copy = seed.clone();
    QByteArray point(crypto_sign_PUBLICKEYBYTES, '\0');
    if (sodium_init() < 0 || expanded.isEmpty() || copy.isEmpty() ||
        crypto_sign_seed_keypair(reinterpret_cast<unsigned char *>(point.data()), expanded.data(), seed.data()) != 0)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("Ed25519"));
    Result<PublicKey> key = PublicKey::fromCose(okpKey(point));
    if (!key)
        return fail(key.error());
    return std::make_unique<Ed25519Signer>(std::move(copy), std::move(expanded), std::move(*key));
}

Result<std::unique_ptr<SoftwareSigner>> makeP256Signer(const Secret &scalar)
{
    Result<QByteArray> point = ecPublicPoint(curveP256(), scalar);
    if (!point)
        return fail(point.error());
    Result<PublicKey> key = PublicKey::fromCose(p256Key(*point));
    if (!key)
        return fail(key.error());
    Secret copy = scalar.clone();
    if (copy.isEmpty())
        return fail(ErrorCode::CryptoFailed, QStringLiteral("ECDSA"), QStringLiteral("not enough memory"));
    return std::make_unique<P256Signer>(std::move(copy), std::move(*point), std::move(*key));
}

Result<std::unique_ptr<SoftwareSigner>> generateSigner(Algorithm algorithm, Random &random)
{
    switch (algorithm) {
    case Algorithm::Ed25519:
        return makeEd25519Signer(random.secret(crypto_sign_SEEDBYTES));
    case Algorithm::Esp256:
        return makeP256Signer(drawEcScalar(curveP256(), random));
    case Algorithm::EdDsa:
    case Algorithm::Es256:
    case Algorithm::Es384:
        break;
    }
    return fail(ErrorCode::AlgorithmUnknown, QStringLiteral("key generation"), QStringLiteral("the algorithm is read only"));
}

} // namespace dd::crypto
