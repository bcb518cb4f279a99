#include "nfc/authentication/signature_algorithm.h"

#include "nfc/apdu/tlv.h"
#include "nfc/authentication/certificate.h"

#include <algorithm>

namespace dd::nfc {
namespace {

template <std::size_t Size>
constexpr QByteArrayView oidBytes(const char (&bytes)[Size])
{
    return {bytes, static_cast<qsizetype>(Size - 1)}; // identifiers of 0.4.0.… have zero bytes inside
}

struct KnownDigest
{
    QByteArrayView identifier;
    const EVP_MD *(*digest)();
    const char *name;
    const char *shortName;
};

const KnownDigest knownDigests[] = {
    {oidBytes("\x2B\x0E\x03\x02\x1A"), EVP_sha1, "SHA-1", "SHA1"},                       // 1.3.14.3.2.26
    {oidBytes("\x60\x86\x48\x01\x65\x03\x04\x02\x04"), EVP_sha224, "SHA-224", "SHA224"}, // 2.16.840.1.101.3.4.2
    {oidBytes("\x60\x86\x48\x01\x65\x03\x04\x02\x01"), EVP_sha256, "SHA-256", "SHA256"},
    {oidBytes("\x60\x86\x48\x01\x65\x03\x04\x02\x02"), EVP_sha384, "SHA-384", "SHA384"},
    {oidBytes("\x60\x86\x48\x01\x65\x03\x04\x02\x03"), EVP_sha512, "SHA-512", "SHA512"},
};

struct KnownSignature
{
    QByteArrayView identifier;
    SignatureScheme scheme;
    const EVP_MD *(*digest)(); // null: named elsewhere
};

const KnownSignature knownSignatures[] = {
    {oidBytes("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"), SignatureScheme::RsaPkcs1, nullptr}, // 1.2.840.113549.1.1: rsaEncryption
    {oidBytes("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x05"), SignatureScheme::RsaPkcs1, EVP_sha1},
    {oidBytes("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0E"), SignatureScheme::RsaPkcs1, EVP_sha224},
    {oidBytes("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B"), SignatureScheme::RsaPkcs1, EVP_sha256},
    {oidBytes("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0C"), SignatureScheme::RsaPkcs1, EVP_sha384},
    {oidBytes("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0D"), SignatureScheme::RsaPkcs1, EVP_sha512},
    {oidBytes("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A"), SignatureScheme::RsaPss, nullptr}, // id-RSASSA-PSS
    {oidBytes("\x2A\x86\x48\xCE\x3D\x04\x01"), SignatureScheme::Ecdsa, EVP_sha1},         // 1.2.840.10045.4
    {oidBytes("\x2A\x86\x48\xCE\x3D\x04\x03\x01"), SignatureScheme::Ecdsa, EVP_sha224},
    {oidBytes("\x2A\x86\x48\xCE\x3D\x04\x03\x02"), SignatureScheme::Ecdsa, EVP_sha256},
    {oidBytes("\x2A\x86\x48\xCE\x3D\x04\x03\x03"), SignatureScheme::Ecdsa, EVP_sha384},
    {oidBytes("\x2A\x86\x48\xCE\x3D\x04\x03\x04"), SignatureScheme::Ecdsa, EVP_sha512},
    {oidBytes("\x04\x00\x7F\x00\x07\x01\x01\x04\x01\x01"), SignatureScheme::EcdsaPlain, EVP_sha1}, // 0.4.0.127.0.7.1.1.4.1
    {oidBytes("\x04\x00\x7F\x00\x07\x01\x01\x04\x01\x02"), SignatureScheme::EcdsaPlain, EVP_sha224},
    {oidBytes("\x04\x00\x7F\x00\x07\x01\x01\x04\x01\x03"), SignatureScheme::EcdsaPlain, EVP_sha256},
    {oidBytes("\x04\x00\x7F\x00\x07\x01\x01\x04\x01\x04"), SignatureScheme::EcdsaPlain, EVP_sha384},
    {oidBytes("\x04\x00\x7F\x00\x07\x01\x01\x04\x01\x05"), SignatureScheme::EcdsaPlain, EVP_sha512},
    {oidBytes("\x2A\x86\x48\xCE\x38\x04\x01"), SignatureScheme::Dsa, nullptr}, // 1.2.840.10040.4: id-dsa
    {oidBytes("\x2A\x86\x48\xCE\x38\x04\x03"), SignatureScheme::Dsa, EVP_sha1},
    {oidBytes("\x60\x86\x48\x01\x65\x03\x04\x03\x01"), SignatureScheme::Dsa, EVP_sha224}, // 2.16.840.1.101.3.4.3
    {oidBytes("\x60\x86\x48\x01\x65\x03\x04\x03\x02"), SignatureScheme::Dsa, EVP_sha256},
};

// Known, and broken: a signature made with one proves nothing.
const QByteArrayView brokenAlgorithms[] = {
    oidBytes("\x2A\x86\x48\x86\xF7\x0D\x02\x02"),     // MD2
    oidBytes("\x2A\x86\x48\x86\xF7\x0D\x02\x04"),     // MD4
    oidBytes("\x2A\x86\x48\x86\xF7\x0D\x02\x05"),     // MD5
    oidBytes("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x02"), // RSA with MD2
    oidBytes("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x03"), // RSA with MD4
    oidBytes("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x04"), // RSA with MD5
};

constexpr QByteArrayView idMgf1 = oidBytes("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x08");

struct ParsedAlgorithm
{
    QByteArrayView identifier;
    std::optional<tlv::Element> parameters;
    [[nodiscard]] bool isBare() const { return !parameters || (parameters->tag == 0x05 && parameters->value.isEmpty()); } // absent or NULL
};

// AlgorithmIdentifier ::= SEQUENCE { OBJECT IDENTIFIER, ANY OPTIONAL } (RFC 5280 §4.1.1.2)
Result<ParsedAlgorithm> parseAlgorithm(QByteArrayView der, const QString &stage)
{
    const Result<tlv::Element> outer = tlv::readSingle(der, 0x30, stage);
    if (!outer)
        return fail(outer.error());
    tlv::Reader reader(outer->value, stage);
    const Result<tlv::Element> name = reader.next(0x06);
    if (!name)
        return fail(name.error());
    ParsedAlgorithm algorithm{name->value, std::nullopt};
    if (!reader.atEnd()) {
        const Result<tlv::Element> parameters = reader.next();
        if (!parameters)
            return fail(parameters.error());
        algorithm.parameters = *parameters;
    }
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());
    return algorithm;
}

std::unexpected<Error> refusedAlgorithm(QByteArrayView algorithm, const QString &stage)
{
    if (std::find(std::begin(brokenAlgorithms), std::end(brokenAlgorithms), algorithm) != std::end(brokenAlgorithms))
        return fail(ErrorCode::PassiveAuthenticationFailed, stage, QStringLiteral("an algorithm that is broken"));
    return fail(ErrorCode::UnsupportedProtocol, stage, QStringLiteral("algorithm %1").arg(QLatin1String(algorithm.toByteArray().toHex())));
}

Result<const EVP_MD *> bareDigest(const ParsedAlgorithm &algorithm, const QString &stage)
{
    const EVP_MD *digest = digestByIdentifier(algorithm.identifier);
    if (digest == nullptr)
        return refusedAlgorithm(algorithm.identifier, stage);
    if (!algorithm.isBare())
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("digest algorithm with parameters"));
    return digest;
}

// RSASSA-PSS-params (RFC 4055 §3.1). Every field has a default, and the default digest is SHA-1.
Result<SignatureAlgorithm> parsePss(const ParsedAlgorithm &algorithm, const QString &stage)
{
    if (!algorithm.parameters || algorithm.parameters->tag != 0x30)
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("PSS parameters missing"));
    SignatureAlgorithm parsed{SignatureScheme::RsaPss, EVP_sha1(), EVP_sha1(), 20};
    tlv::Reader reader(algorithm.parameters->value, stage);
    int trailer = 1;
    for (quint32 previous = 0; !reader.atEnd();) {
        const Result<tlv::Element> field = reader.next();
        if (!field)
            return fail(field.error());
        if (field->tag <= previous || field->tag < 0xA0 || field->tag > 0xA3)
            return fail(ErrorCode::DamagedFile, stage, QStringLiteral("PSS parameters"));
        previous = field->tag;
        if (field->tag == 0xA0) {
            const Result<const EVP_MD *> digest = parseDigestAlgorithm(field->value, stage);
            if (!digest)
                return fail(digest.error());
            parsed.digest = *digest;
        } else if (field->tag == 0xA1) {
            const Result<ParsedAlgorithm> mask = parseAlgorithm(field->value, stage);
            if (!mask)
                return fail(mask.error());
            if (mask->identifier != idMgf1 || !mask->parameters)
                return fail(ErrorCode::UnsupportedProtocol, stage, QStringLiteral("PSS mask generation"));
            const Result<const EVP_MD *> digest = parseDigestAlgorithm(mask->parameters->encoded, stage);
            if (!digest)
                return fail(digest.error());
            parsed.maskDigest = *digest;
        } else {
            const Result<tlv::Element> number = tlv::readSingle(field->value, 0x02, stage);
            const Result<int> value = number ? tlv::smallInteger(number->value, stage) : fail(number.error());
            if (!value)
                return fail(value.error());
            (field->tag == 0xA2 ? parsed.saltLength : trailer) = *value;
        }
    }
    if (trailer != 1)
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("PSS trailer field"));
    return parsed;
}

} // namespace

const EVP_MD *digestByIdentifier(QByteArrayView wanted)
{
    const auto *found =
        std::find_if(std::begin(knownDigests), std::end(knownDigests), [&](const KnownDigest &one) { return one.identifier == wanted; });
    return found == std::end(knownDigests) ? nullptr : found->digest();
}

QString digestName(const EVP_MD *digest)
{
    const auto *found =
        std::find_if(std::begin(knownDigests), std::end(knownDigests), [&](const KnownDigest &one) { return one.digest() == digest; });
    return found == std::end(knownDigests) ? QString() : QLatin1String(found->name);
}

Result<QByteArray> digestOf(const EVP_MD *digest, QByteArrayView content, const QString &stage)
{
    QByteArray hash(EVP_MD_get_size(digest), '\0');
    if (EVP_Digest(content.data(), static_cast<std::size_t>(content.size()), reinterpret_cast<unsigned char *>(hash.data()), nullptr, digest,
                   nullptr) != 1)
        return fail(ErrorCode::CryptoFailed, stage, lastOpensslReason());
    return hash;
}

Result<const EVP_MD *> parseDigestAlgorithm(QByteArrayView algorithm, const QString &stage)
{
    const Result<ParsedAlgorithm> parsed = parseAlgorithm(algorithm, stage);
    if (!parsed)
        return fail(parsed.error());
    return bareDigest(*parsed, stage);
}

Result<SignatureAlgorithm> parseSignatureAlgorithm(QByteArrayView algorithm, const EVP_MD *messageDigest, const QString &stage)
{
    const Result<ParsedAlgorithm> parsed = parseAlgorithm(algorithm, stage);
    if (!parsed)
        return fail(parsed.error());
    const auto *known = std::find_if(std::begin(knownSignatures), std::end(knownSignatures),
                                     [&](const KnownSignature &one) { return one.identifier == parsed->identifier; });
    if (known == std::end(knownSignatures))
        return refusedAlgorithm(parsed->identifier, stage);
    if (known->scheme == SignatureScheme::RsaPss)
        return parsePss(*parsed, stage);
    if (!parsed->isBare())
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("signature algorithm with parameters"));
    const EVP_MD *digest = known->digest != nullptr ? known->digest() : messageDigest;
    if (digest == nullptr)
        return fail(ErrorCode::PassiveAuthenticationFailed, stage, QStringLiteral("the signature algorithm names no digest"));
    return SignatureAlgorithm{known->scheme, digest, nullptr, 0};
}

QString signatureName(const SignatureAlgorithm &algorithm)
{
    const auto *digest =
        std::find_if(std::begin(knownDigests), std::end(knownDigests), [&](const KnownDigest &one) { return one.digest() == algorithm.digest; });
    const char *scheme = "DSA";
    switch (algorithm.scheme) {
    case SignatureScheme::RsaPkcs1:
        scheme = "RSA";
        break;
    case SignatureScheme::RsaPss:
        scheme = "RSASSA-PSS";
        break;
    case SignatureScheme::Ecdsa:
        scheme = "ECDSA";
        break;
    case SignatureScheme::EcdsaPlain:
        scheme = "ECDSA-plain";
        break;
    case SignatureScheme::Dsa:
        break;
    }
    return QStringLiteral("%1-%2").arg(QLatin1String(scheme), QLatin1String(digest == std::end(knownDigests) ? "" : digest->shortName));
}

} // namespace dd::nfc
