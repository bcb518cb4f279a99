// Checking a signature with a public key: the second half of signature_algorithm.h.
#include "nfc/apdu/tlv.h"
#include "nfc/authentication/certificate.h"
#include "nfc/authentication/signature_algorithm.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

namespace dd::nfc {
namespace {

constexpr int smallestRsaOrDsa = 1024;
constexpr int smallestCurve = 160;

// r ‖ s, each as long as the group order (TR-03111 §5.2.1), as the SEQUENCE that EVP expects.
Result<QByteArray> plainToDer(EVP_PKEY *key, QByteArrayView signature, const QString &stage)
{
    BIGNUM *number = nullptr;
    if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_ORDER, &number) != 1)
        return fail(ErrorCode::CryptoFailed, stage, lastOpensslReason());
    const ossl::Bignum order(number);
    const qsizetype half = BN_num_bytes(order.get());
    if (signature.size() != 2 * half)
        return fail(ErrorCode::PassiveAuthenticationFailed, stage, QStringLiteral("plain signature of another length"));
    const auto integer = [](QByteArrayView bytes) {
        while (bytes.size() > 1 && bytes.front() == '\0')
            bytes = bytes.sliced(1);
        const bool negative = (static_cast<quint8>(bytes.front()) & 0x80) != 0;
        return tlv::encode(0x02, (negative ? QByteArray(1, '\0') : QByteArray()) + bytes.toByteArray());
    };
    return tlv::encode(0x30, {integer(signature.first(half)), integer(signature.sliced(half))});
}

bool suits(SignatureScheme scheme, EVP_PKEY *key)
{
    switch (scheme) {
    case SignatureScheme::RsaPkcs1:
        return EVP_PKEY_is_a(key, "RSA") == 1;
    case SignatureScheme::RsaPss:
        return EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1;
    case SignatureScheme::Ecdsa:
    case SignatureScheme::EcdsaPlain:
        return EVP_PKEY_is_a(key, "EC") == 1;
    case SignatureScheme::Dsa:
        return EVP_PKEY_is_a(key, "DSA") == 1;
    }
    return false;
}

} // namespace

Result<void> checkSignatureKey(EVP_PKEY *key, const QString &stage)
{
    const auto unsupported = [&](const QString &why) { return fail(ErrorCode::UnsupportedProtocol, stage, why); };
    if (key == nullptr)
        return unsupported(QStringLiteral("public key: ") + lastOpensslReason());
    if (EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1 || EVP_PKEY_is_a(key, "DSA") == 1) {
        if (EVP_PKEY_get_bits(key) < smallestRsaOrDsa)
            return unsupported(QStringLiteral("public key of %1 bits").arg(EVP_PKEY_get_bits(key)));
        return {};
    }
    if (EVP_PKEY_is_a(key, "EC") != 1)
        return unsupported(QStringLiteral("public key of another kind"));
    // A curve of the attacker's own making proves nothing (CVE-2020-0601): explicit parameters must be a known curve's, generator
    // and all, which is when the library finds a name for them.
    char text[64] = {};
    std::size_t size = 0;
    const bool named = EVP_PKEY_get_group_name(key, text, sizeof text, &size) == 1;
    const bool prime = named && EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_FIELD_TYPE, text, sizeof text, &size) == 1 &&
                       QByteArrayView(text) == QByteArrayView(SN_X9_62_prime_field);
    ERR_clear_error();
    if (!prime || EVP_PKEY_get_bits(key) < smallestCurve)
        return unsupported(QStringLiteral("public key on an unknown curve"));
    return {};
}

Result<void> verifySignature(const SignatureAlgorithm &algorithm, EVP_PKEY *key, QByteArrayView message, QByteArrayView signature,
                             const QString &stage)
{
    if (const Result<void> known = checkSignatureKey(key, stage); !known)
        return known;
    if (!suits(algorithm.scheme, key))
        return fail(ErrorCode::PassiveAuthenticationFailed, stage, QStringLiteral("the key is not of the signature algorithm"));
    QByteArray converted;
    if (algorithm.scheme == SignatureScheme::EcdsaPlain) {
        Result<QByteArray> der = plainToDer(key, signature, stage);
        if (!der)
            return fail(der.error());
        converted = std::move(*der);
        signature = converted;
    }
    ERR_clear_error();
    const ossl::Digest context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *options = nullptr; // the context's own
    if (!context || EVP_DigestVerifyInit(context.get(), &options, algorithm.digest, nullptr, key) != 1)
        return fail(ErrorCode::CryptoFailed, stage, lastOpensslReason());
    if (algorithm.scheme == SignatureScheme::RsaPss &&
        (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) <= 0 || EVP_PKEY_CTX_set_rsa_mgf1_md(options, algorithm.maskDigest) <= 0 ||
         EVP_PKEY_CTX_set_rsa_pss_saltlen(options, algorithm.saltLength) <= 0))
        return fail(ErrorCode::PassiveAuthenticationFailed, stage, lastOpensslReason()); // the key's own PSS restrictions, a salt too long
    const int verified = EVP_DigestVerify(context.get(), ossl::bytesOf(signature), static_cast<std::size_t>(signature.size()), ossl::bytesOf(message),
                                          static_cast<std::size_t>(message.size()));
    ERR_clear_error();
    if (verified != 1)
        return fail(ErrorCode::PassiveAuthenticationFailed, stage, QStringLiteral("wrong signature"));
    return {};
}

Result<void> verifyIssuerSignature(QByteArrayView certificateOrCrl, EVP_PKEY *issuerKey, const QString &stage)
{
    const Result<tlv::Element> outer = tlv::readSingle(certificateOrCrl, 0x30, stage);
    if (!outer)
        return fail(outer.error());
    tlv::Reader reader(outer->value, stage);
    const Result<tlv::Element> content = reader.next(0x30);
    if (!content)
        return fail(content.error());
    const Result<tlv::Element> name = reader.next(0x30);
    if (!name)
        return fail(name.error());
    const Result<tlv::Element> bits = reader.next(0x03);
    if (!bits)
        return fail(bits.error());
    if (const Result<void> end = reader.finish(); !end)
        return end;
    if (bits->value.isEmpty() || bits->value.front() != '\0') // no unused bits
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("signature value"));
    const Result<SignatureAlgorithm> algorithm = parseSignatureAlgorithm(name->encoded, nullptr, stage);
    if (!algorithm)
        return fail(algorithm.error());
    return verifySignature(*algorithm, issuerKey, content->encoded, bits->value.sliced(1), stage);
}

} // namespace dd::nfc
