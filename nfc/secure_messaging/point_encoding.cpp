#include "nfc/secure_messaging/point_encoding.h"

namespace dd::nfc {
namespace {

std::unexpected<Error> encodingFailed()
{
    return fail(ErrorCode::CryptoFailed, QStringLiteral("point encoding"));
}

// Arithmetic modulo p that remembers whether anything failed, so that a formula reads like the standard's.
class Field
{
public:
    explicit Field(const BIGNUM *prime) : m_prime(prime), m_context(BN_CTX_secure_new()), m_failed(!m_context) {}

    [[nodiscard]] bool failed() const { return m_failed; }
    ossl::Bignum reduce(const BIGNUM *value) { return result([&](BIGNUM *out) { return BN_nnmod(out, value, m_prime, m_context.get()); }); }
    ossl::Bignum word(unsigned long value) { return result([&](BIGNUM *out) { return BN_set_word(out, value); }); }
    ossl::Bignum add(const ossl::Bignum &a, const ossl::Bignum &b)
    {
        return result([&](BIGNUM *out) { return BN_mod_add(out, a.get(), b.get(), m_prime, m_context.get()); });
    }
    ossl::Bignum multiply(const ossl::Bignum &a, const ossl::Bignum &b)
    {
        return result([&](BIGNUM *out) { return BN_mod_mul(out, a.get(), b.get(), m_prime, m_context.get()); });
    }
    ossl::Bignum negate(const ossl::Bignum &a)
    {
        const ossl::Bignum zero = word(0);
        return result([&](BIGNUM *out) { return BN_mod_sub(out, zero.get(), a.get(), m_prime, m_context.get()); });
    }
    ossl::Bignum power(const ossl::Bignum &a, const BIGNUM *exponent)
    {
        return result([&](BIGNUM *out) { return BN_mod_exp_mont_consttime(out, a.get(), exponent, m_prime, m_context.get(), nullptr); });
    }
    ossl::Bignum inverse(const ossl::Bignum &a)
    {
        return result([&](BIGNUM *out) { return BN_mod_inverse(out, a.get(), m_prime, m_context.get()) != nullptr ? 1 : 0; });
    }

private:
    template <typename Operation>
    ossl::Bignum result(Operation operation)
    {
        ossl::Bignum out(BN_secure_new());
        m_failed = m_failed || !out || operation(out.get()) != 1;
        return m_failed ? ossl::Bignum(BN_new()) : std::move(out); // a number in any case: formulas go on, the flag decides
    }

    const BIGNUM *m_prime;
    ossl::BignumContext m_context;
    bool m_failed;
};

} // namespace

Result<FieldPoint> encodePoint(const EC_GROUP *group, QByteArrayView pseudoRandom)
{
    const ossl::BignumContext context(BN_CTX_new());
    const ossl::Bignum prime(BN_new());
    const ossl::Bignum rawA(BN_new());
    const ossl::Bignum rawB(BN_new());
    const ossl::Bignum number(BN_bin2bn(ossl::bytesOf(pseudoRandom), static_cast<int>(pseudoRandom.size()), nullptr));
    if (!context || !prime || !rawA || !rawB || !number
        || EC_GROUP_get_curve(group, prime.get(), rawA.get(), rawB.get(), context.get()) != 1)
        return encodingFailed();
    if (BN_mod_word(prime.get(), 4) != 3)
        return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("integrated mapping"), QStringLiteral("not on this curve"));

    Field field(prime.get());
    const ossl::Bignum a = field.reduce(rawA.get());
    const ossl::Bignum b = field.reduce(rawB.get());
    const ossl::Bignum t = field.reduce(number.get());
    const auto curve = [&](const ossl::Bignum &x) { // x³ + a·x + b
        return field.add(field.multiply(field.add(field.multiply(x, x), a), x), b);
    };
    // Appendix B.2 step by step, names as there.
    const ossl::Bignum alpha = field.negate(field.multiply(t, t));
    const ossl::Bignum sum = field.add(alpha, field.multiply(alpha, alpha));
    if (field.failed() || BN_is_zero(sum.get()))
        return encodingFailed(); // t of 0, 1 or p − 1: R(s, t) never is in practice
    const ossl::Bignum x2 = field.multiply(field.multiply(field.negate(b), field.inverse(a)), field.add(field.word(1), field.inverse(sum)));
    const ossl::Bignum x3 = field.multiply(alpha, x2);
    const ossl::Bignum h2 = curve(x2);
    const ossl::Bignum u = field.multiply(field.multiply(field.multiply(t, t), t), h2);
    const ossl::Bignum exponent(BN_dup(prime.get())); // p − 1 − (p + 1)/4
    const ossl::Bignum quarter(BN_dup(prime.get()));
    if (!exponent || !quarter || BN_add_word(quarter.get(), 1) != 1 || BN_rshift(quarter.get(), quarter.get(), 2) != 1
        || BN_sub(exponent.get(), exponent.get(), quarter.get()) != 1 || BN_sub_word(exponent.get(), 1) != 1)
        return encodingFailed();
    const ossl::Bignum power = field.power(h2, exponent.get());
    const bool square = BN_is_one(field.multiply(field.multiply(power, power), h2).get()) == 1;
    FieldPoint point{field.reduce(square ? x2.get() : x3.get()), field.multiply(power, square ? h2 : u)};
    if (field.failed())
        return encodingFailed();
    return point;
}

} // namespace dd::nfc
