#include "nfc/secure_messaging/agreement_domain.h"

#include "nfc/apdu/tlv.h"
#include "nfc/openssl_pointers.h"

#include <openssl/core_names.h>

namespace dd::nfc {
namespace {

constexpr int lastPrimeFieldId = 2;
// Object identifiers, content bytes.
const QByteArray standardizedDomainParameters = QByteArray::fromHex("04007F00070102"); // 0.4.0.127.0.7.1.2, BSI TR-03110-3 A.2.1.1

QByteArray numberParameter(const EVP_PKEY *key, const char *name)
{
    BIGNUM *raw = nullptr;
    (void)EVP_PKEY_get_bn_param(key, name, &raw);
    const ossl::Bignum number(raw);
    if (!number)
        return {};
    QByteArray bytes(BN_num_bytes(number.get()), Qt::Uninitialized);
    BN_bn2bin(number.get(), reinterpret_cast<unsigned char *>(bytes.data()));
    return bytes;
}

Result<AgreementKey> checkedKey(AgreementDomain domain, QByteArray publicKey, const QString &stage)
{
    if (const Result<void> valid = domain.checkPublicKey(publicKey); !valid)
        return fail(ErrorCode::DamagedFile, stage, valid.error().detail);
    return AgreementKey{std::move(domain), std::move(publicKey)};
}

Result<AgreementKey> keyOnStandardizedDomain(tlv::Reader &algorithm, tlv::Reader &key, const QString &stage)
{
    const Result<tlv::Element> number = algorithm.next(0x02);
    const Result<int> parameterId = number ? tlv::smallInteger(number->value, stage) : fail(number.error());
    const Result<tlv::Element> bits = key.next(0x03);
    if (!parameterId || !algorithm.atEnd() || !bits || !key.atEnd() || bits->value.size() < 2 || bits->value[0] != '\0')
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("SubjectPublicKeyInfo"));
    Result<AgreementDomain> domain = AgreementDomain::standardized(*parameterId);
    if (!domain)
        return fail(ErrorCode::UnsupportedProtocol, stage, domain.error().detail);
    QByteArray publicKey = bits->value.sliced(1).toByteArray();
    if (!domain->isElliptic()) { // the key is an INTEGER inside the bit string
        const Result<tlv::Element> integer = tlv::readSingle(publicKey, 0x02, stage);
        if (!integer)
            return fail(integer.error());
        publicKey = integer->value.toByteArray();
        if (publicKey.startsWith('\0'))
            publicKey.remove(0, 1);
    }
    return checkedKey(std::move(*domain), std::move(publicKey), stage);
}

Result<AgreementKey> ellipticKey(EVP_PKEY *key, const QString &stage)
{
    char curve[64] = {}; // OpenSSL names explicit parameters too when they are those of a curve it knows
    if (EVP_PKEY_get_group_name(key, curve, sizeof curve, nullptr) != 1)
        return fail(ErrorCode::UnsupportedProtocol, stage, QStringLiteral("a curve of its own"));
    Result<EcDomain> domain = EcDomain::named(curve);
    if (!domain)
        return fail(ErrorCode::UnsupportedProtocol, stage, domain.error().detail);
    unsigned char *encoded = nullptr;
    const std::size_t size = EVP_PKEY_get1_encoded_public_key(key, &encoded);
    QByteArray publicKey(reinterpret_cast<const char *>(encoded), static_cast<qsizetype>(size));
    OPENSSL_free(encoded);
    return checkedKey(std::move(*domain), std::move(publicKey), stage);
}

Result<AgreementKey> primeFieldKey(const EVP_PKEY *key, const QString &stage)
{
    Result<DhDomain> domain = DhDomain::fromParameters(numberParameter(key, OSSL_PKEY_PARAM_FFC_P), numberParameter(key, OSSL_PKEY_PARAM_FFC_G),
                                                       numberParameter(key, OSSL_PKEY_PARAM_FFC_Q));
    if (!domain)
        return fail(domain.error().code, stage, domain.error().stage);
    return checkedKey(std::move(*domain), numberParameter(key, OSSL_PKEY_PARAM_PUB_KEY), stage);
}

} // namespace

Result<AgreementDomain> AgreementDomain::standardized(int parameterId)
{
    if (parameterId <= lastPrimeFieldId) {
        Result<DhDomain> field = DhDomain::standardized(parameterId);
        return field ? Result<AgreementDomain>(std::move(*field)) : fail(field.error());
    }
    Result<EcDomain> curve = EcDomain::standardized(parameterId);
    return curve ? Result<AgreementDomain>(std::move(*curve)) : fail(curve.error());
}

QString AgreementDomain::name() const
{
    return std::visit([](const auto &domain) { return domain.name(); }, m_domain);
}

QByteArray AgreementDomain::generator() const
{
    return std::visit([](const auto &domain) { return domain.generator(); }, m_domain);
}

Result<KeyPair> AgreementDomain::generate(Random &random) const
{
    return std::visit([&](const auto &domain) { return domain.generate(random); }, m_domain);
}

Result<QByteArray> AgreementDomain::publicKeyOf(QByteArrayView privateKey) const
{
    return std::visit([&](const auto &domain) { return domain.publicKeyOf(privateKey); }, m_domain);
}

Result<void> AgreementDomain::checkPublicKey(QByteArrayView publicKey) const
{
    return std::visit([&](const auto &domain) { return domain.checkPublicKey(publicKey); }, m_domain);
}

Result<Secret> AgreementDomain::sharedSecret(QByteArrayView privateKey, QByteArrayView peerPublicKey) const
{
    return std::visit([&](const auto &domain) { return domain.sharedSecret(privateKey, peerPublicKey); }, m_domain);
}

Result<AgreementDomain> AgreementDomain::mapGeneric(QByteArrayView nonce, QByteArrayView privateKey, QByteArrayView peerPublicKey) const
{
    return std::visit(
        [&](const auto &domain) -> Result<AgreementDomain> {
            auto mapped = domain.mapGeneric(nonce, privateKey, peerPublicKey);
            return mapped ? Result<AgreementDomain>(std::move(*mapped)) : fail(mapped.error());
        },
        m_domain);
}

Result<AgreementDomain> AgreementDomain::mapIntegrated(QByteArrayView pseudoRandom) const
{
    return std::visit(
        [&](const auto &domain) -> Result<AgreementDomain> {
            auto mapped = domain.mapIntegrated(pseudoRandom);
            return mapped ? Result<AgreementDomain>(std::move(*mapped)) : fail(mapped.error());
        },
        m_domain);
}

int AgreementDomain::modulusBits() const
{
    return std::visit([](const auto &domain) { return domain.modulusBits(); }, m_domain);
}

Result<AgreementKey> agreementKeyFrom(QByteArrayView subjectPublicKeyInfo, const QString &stage)
{
    const Result<tlv::Element> outer = tlv::readSingle(subjectPublicKeyInfo, 0x30, stage);
    if (!outer)
        return fail(outer.error());
    tlv::Reader fields(outer->value, stage);
    const Result<tlv::Element> algorithm = fields.next(0x30);
    if (!algorithm)
        return fail(algorithm.error());
    tlv::Reader parts(algorithm->value, stage);
    const Result<tlv::Element> identifier = parts.next(0x06);
    if (!identifier)
        return fail(identifier.error());
    if (identifier->value == standardizedDomainParameters)
        return keyOnStandardizedDomain(parts, fields, stage);

    const unsigned char *at = ossl::bytesOf(subjectPublicKeyInfo);
    const unsigned char *end = at + subjectPublicKeyInfo.size();
    const ossl::Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(subjectPublicKeyInfo.size())));
    if (!key || at != end)
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("SubjectPublicKeyInfo"));
    if (EVP_PKEY_is_a(key.get(), "EC") == 1)
        return ellipticKey(key.get(), stage);
    if (EVP_PKEY_is_a(key.get(), "DH") == 1 || EVP_PKEY_is_a(key.get(), "DHX") == 1)
        return primeFieldKey(key.get(), stage);
    return fail(ErrorCode::UnsupportedProtocol, stage, QStringLiteral("key type"));
}

} // namespace dd::nfc
