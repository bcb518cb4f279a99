#include "nfc/secure_messaging/dh_domain.h"

#include "nfc/openssl_pointers.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

namespace dd::nfc {
namespace {

constexpr int smallestModulusBits = 1024;
constexpr int largestModulusBits = 4096; // bounds what a hostile chip can make us compute

const char *groupName(int parameterId)
{
    switch (parameterId) {
    case 0: return "dh_1024_160";
    case 1: return "dh_2048_224";
    case 2: return "dh_2048_256";
    default: return nullptr;
    }
}

std::unexpected<Error> dhFailed()
{
    return fail(ErrorCode::CryptoFailed, QStringLiteral("Diffie-Hellman"));
}

std::unexpected<Error> badElement(const char *why)
{
    return fail(ErrorCode::KeyMalformed, QStringLiteral("public key"), QLatin1String(why));
}

ossl::Bignum numberOf(QByteArrayView bytes)
{
    return ossl::Bignum(BN_bin2bn(ossl::bytesOf(bytes), static_cast<int>(bytes.size()), nullptr));
}

QByteArray paddedBytes(const BIGNUM *number, qsizetype size)
{
    QByteArray out(size, Qt::Uninitialized);
    return BN_bn2binpad(number, reinterpret_cast<unsigned char *>(out.data()), static_cast<int>(size)) == size ? out : QByteArray();
}

ossl::Bignum parameterOf(const EVP_PKEY *key, const char *name)
{
    BIGNUM *number = nullptr;
    (void)EVP_PKEY_get_bn_param(key, name, &number);
    return ossl::Bignum(number);
}

} // namespace

struct DhDomain::Parameters
{
    ossl::Bignum modulus;
    ossl::Bignum generator;
    ossl::Bignum order; // null when the issuer does not state it

    [[nodiscard]] qsizetype size() const { return BN_num_bytes(modulus.get()); }

    // base ^ exponent in constant time, left-padded.
    [[nodiscard]] ossl::Bignum power(const BIGNUM *base, const BIGNUM *exponent) const
    {
        const ossl::BignumContext context(BN_CTX_secure_new());
        ossl::Bignum result(BN_secure_new());
        if (!context || !result || BN_mod_exp_mont_consttime(result.get(), base, exponent, modulus.get(), context.get(), nullptr) != 1)
            return nullptr;
        return result;
    }

    // Private exponents: below the order, or one bit shorter than the modulus where the order is unknown.
    [[nodiscard]] Result<ossl::Bignum> exponent(QByteArrayView bytes) const
    {
        ossl::Bignum number(BN_secure_new());
        if (!number || BN_bin2bn(ossl::bytesOf(bytes), static_cast<int>(bytes.size()), number.get()) == nullptr)
            return dhFailed();
        BN_set_flags(number.get(), BN_FLG_CONSTTIME);
        if (BN_is_zero(number.get()) || BN_cmp(number.get(), modulus.get()) >= 0)
            return fail(ErrorCode::InvalidInput, QStringLiteral("private key"), QStringLiteral("out of range"));
        return number;
    }

    [[nodiscard]] Result<ossl::Bignum> element(QByteArrayView bytes) const
    {
        if (bytes.isEmpty() || bytes.size() > size())
            return badElement("longer than the modulus");
        ossl::Bignum number = numberOf(bytes);
        const ossl::Bignum top(BN_dup(modulus.get()));
        if (!number || !top || BN_sub_word(top.get(), 1) != 1)
            return dhFailed();
        if (BN_is_zero(number.get()) || BN_is_one(number.get()) || BN_cmp(number.get(), top.get()) >= 0)
            return badElement("outside 2 to p−2");
        if (order) { // RFC 2631 §2.1.5: no element of a small subgroup
            const ossl::Bignum one = power(number.get(), order.get());
            if (!one)
                return dhFailed();
            if (!BN_is_one(one.get()))
                return badElement("not in the subgroup");
        }
        return number;
    }

    [[nodiscard]] Result<ossl::Bignum> agree(QByteArrayView privateKey, QByteArrayView peerPublicKey) const
    {
        const Result<ossl::Bignum> peer = element(peerPublicKey);
        if (!peer)
            return fail(peer.error());
        const Result<ossl::Bignum> own = exponent(privateKey);
        if (!own)
            return fail(own.error());
        ossl::Bignum shared = power(peer->get(), own->get());
        if (!shared)
            return dhFailed();
        if (BN_is_one(shared.get()))
            return badElement("shared secret is one");
        return shared;
    }
};

Result<DhDomain> DhDomain::standardized(int parameterId)
{
    const char *name = groupName(parameterId);
    if (name == nullptr)
        return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("domain parameters"), QStringLiteral("id %1").arg(parameterId));
    const ossl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "DHX", nullptr));
    const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char *>(name), 0),
                                   OSSL_PARAM_construct_end()};
    EVP_PKEY *made = nullptr;
    if (!context || EVP_PKEY_paramgen_init(context.get()) != 1 || EVP_PKEY_CTX_set_params(context.get(), settings) != 1
        || EVP_PKEY_generate(context.get(), &made) != 1)
        return dhFailed();
    const ossl::Key group(made);
    auto parameters = std::make_shared<Parameters>();
    parameters->modulus = parameterOf(group.get(), OSSL_PKEY_PARAM_FFC_P);
    parameters->generator = parameterOf(group.get(), OSSL_PKEY_PARAM_FFC_G);
    parameters->order = parameterOf(group.get(), OSSL_PKEY_PARAM_FFC_Q);
    if (!parameters->modulus || !parameters->generator || !parameters->order)
        return dhFailed();
    return DhDomain(std::move(parameters));
}

Result<DhDomain> DhDomain::fromParameters(QByteArrayView modulus, QByteArrayView generator, QByteArrayView order)
{
    auto parameters = std::make_shared<Parameters>();
    parameters->modulus = numberOf(modulus);
    if (!order.isEmpty())
        parameters->order = numberOf(order);
    if (!parameters->modulus || (!order.isEmpty() && !parameters->order))
        return dhFailed();
    const int bits = BN_num_bits(parameters->modulus.get());
    const bool orderFits = !parameters->order
        || (BN_num_bits(parameters->order.get()) >= 160 && BN_cmp(parameters->order.get(), parameters->modulus.get()) < 0);
    if (bits < smallestModulusBits || bits > largestModulusBits || !BN_is_odd(parameters->modulus.get()) || !orderFits)
        return fail(ErrorCode::DamagedFile, QStringLiteral("DH parameters"));
    Result<ossl::Bignum> base = parameters->element(generator);
    if (!base)
        return fail(ErrorCode::DamagedFile, QStringLiteral("DH parameters"), QStringLiteral("generator"));
    parameters->generator = std::move(*base);
    return DhDomain(std::move(parameters));
}

QString DhDomain::name() const
{
    return QStringLiteral("DH-%1").arg(modulusBits());
}

int DhDomain::modulusBits() const
{
    return BN_num_bits(m_parameters->modulus.get());
}

QByteArray DhDomain::generator() const
{
    return paddedBytes(m_parameters->generator.get(), m_parameters->size());
}

Result<KeyPair> DhDomain::generate(Random &random) const
{
    const BIGNUM *limit = m_parameters->order ? m_parameters->order.get() : m_parameters->modulus.get();
    const int bits = m_parameters->order ? BN_num_bits(limit) : BN_num_bits(limit) - 1;
    const auto size = static_cast<std::size_t>((bits + 7) / 8);
    // Rejection sampling; each attempt succeeds with at least one half.
    for (int attempt = 0; attempt < 128; ++attempt) {
        Secret candidate = random.secret(size);
        if (candidate.size() != size)
            break;
        if (bits % 8 != 0)
            candidate.data()[0] &= static_cast<unsigned char>((1 << (bits % 8)) - 1);
        const Result<ossl::Bignum> number = m_parameters->exponent(candidate.view());
        if (!number || BN_is_one(number->get()) || BN_cmp(number->get(), limit) >= 0)
            continue;
        Result<QByteArray> publicKey = publicKeyOf(candidate.view());
        if (!publicKey)
            return fail(publicKey.error());
        return KeyPair{std::move(candidate), std::move(*publicKey)};
    }
    return dhFailed();
}

Result<QByteArray> DhDomain::publicKeyOf(QByteArrayView privateKey) const
{
    const Result<ossl::Bignum> exponent = m_parameters->exponent(privateKey);
    if (!exponent)
        return fail(exponent.error());
    const ossl::Bignum key = m_parameters->power(m_parameters->generator.get(), exponent->get());
    if (!key)
        return dhFailed();
    return paddedBytes(key.get(), BN_num_bytes(key.get()));
}

Result<void> DhDomain::checkPublicKey(QByteArrayView publicKey) const
{
    const Result<ossl::Bignum> key = m_parameters->element(publicKey);
    return key ? Result<void>() : fail(key.error());
}

Result<Secret> DhDomain::sharedSecret(QByteArrayView privateKey, QByteArrayView peerPublicKey) const
{
    const Result<ossl::Bignum> shared = m_parameters->agree(privateKey, peerPublicKey);
    if (!shared)
        return fail(shared.error());
    Secret out(static_cast<std::size_t>(m_parameters->size()));
    if (out.isEmpty() || BN_bn2binpad(shared->get(), out.data(), static_cast<int>(m_parameters->size())) != m_parameters->size())
        return dhFailed();
    return out;
}

Result<DhDomain> DhDomain::withGenerator(QByteArrayView generator) const
{
    auto mapped = std::make_shared<Parameters>();
    mapped->modulus.reset(BN_dup(m_parameters->modulus.get()));
    if (m_parameters->order)
        mapped->order.reset(BN_dup(m_parameters->order.get()));
    if (!mapped->modulus || (m_parameters->order && !mapped->order))
        return dhFailed();
    Result<ossl::Bignum> base = mapped->element(generator); // also refuses one, as §4.4.3.3.2 demands
    if (!base)
        return fail(base.error());
    mapped->generator = std::move(*base);
    return DhDomain(std::move(mapped));
}

Result<DhDomain> DhDomain::mapGeneric(QByteArrayView nonce, QByteArrayView privateKey, QByteArrayView peerPublicKey) const
{
    const Result<ossl::Bignum> shared = m_parameters->agree(privateKey, peerPublicKey);
    if (!shared)
        return fail(shared.error());
    const ossl::Bignum s = numberOf(nonce);
    const ossl::Bignum power = s ? m_parameters->power(m_parameters->generator.get(), s.get()) : nullptr;
    const ossl::BignumContext context(BN_CTX_secure_new());
    const ossl::Bignum product(BN_secure_new());
    if (!power || !context || !product || BN_mod_mul(product.get(), power.get(), shared->get(), m_parameters->modulus.get(), context.get()) != 1)
        return dhFailed();
    return withGenerator(paddedBytes(product.get(), m_parameters->size()));
}

Result<DhDomain> DhDomain::mapIntegrated(QByteArrayView pseudoRandom) const
{
    const ossl::BignumContext context(BN_CTX_secure_new());
    const ossl::Bignum x = numberOf(pseudoRandom);
    const ossl::Bignum cofactor(BN_dup(m_parameters->modulus.get()));
    if (!m_parameters->order || !context || !x || !cofactor || BN_sub_word(cofactor.get(), 1) != 1
        || BN_div(cofactor.get(), nullptr, cofactor.get(), m_parameters->order.get(), context.get()) != 1
        || BN_nnmod(x.get(), x.get(), m_parameters->modulus.get(), context.get()) != 1)
        return dhFailed();
    const ossl::Bignum mapped = m_parameters->power(x.get(), cofactor.get());
    if (!mapped)
        return dhFailed();
    return withGenerator(paddedBytes(mapped.get(), m_parameters->size()));
}

} // namespace dd::nfc
