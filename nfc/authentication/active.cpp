#include "nfc/authentication/active.h"

#include "nfc/apdu/tlv.h"
#include "nfc/authentication/certificate.h"
#include "nfc/authentication/iso9796.h"
#include "nfc/authentication/signature_algorithm.h"
#include "nfc/lds/security_infos.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

namespace dd::nfc {
namespace {

struct NamedDigest
{
    const EVP_MD *(*digest)();
    const char *name;
};

constexpr NamedDigest shaDigests[] = {
    {EVP_sha1, "SHA-1"}, {EVP_sha224, "SHA-224"}, {EVP_sha256, "SHA-256"}, {EVP_sha384, "SHA-384"}, {EVP_sha512, "SHA-512"},
};

std::unexpected<Error> notGenuine(const char *why)
{
    ERR_clear_error();
    return fail(ErrorCode::ChipAuthenticationFailed, QStringLiteral("active authentication"), QLatin1String(why));
}

std::unexpected<Error> notSupported(const char *why)
{
    return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("active authentication"), QLatin1String(why));
}

std::unexpected<Error> damagedDg15(const char *why)
{
    ERR_clear_error();
    return fail(ErrorCode::DamagedFile, QStringLiteral("DG15"), QLatin1String(why));
}

Result<ossl::Key> publicKeyOfDg15(QByteArrayView dg15)
{
    const Result<tlv::Element> outer = tlv::readSingle(dg15, 0x6F, QStringLiteral("DG15"));
    if (!outer)
        return fail(outer.error());
    const unsigned char *at = ossl::bytesOf(outer->value);
    const unsigned char *end = at + outer->value.size();
    ossl::Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(outer->value.size())));
    if (!key || at != end)
        return damagedDg15("not a SubjectPublicKeyInfo");
    return key;
}

bool isRsa(EVP_PKEY *key)
{
    return EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1;
}

// RSAVP1 (PKCS #1 §5.2.2): the signature raised to the public exponent, as long as the modulus.
Result<QByteArray> recoverRsa(EVP_PKEY *key, QByteArrayView signature)
{
    const ossl::KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
    QByteArray out(EVP_PKEY_get_size(key), '\0');
    auto size = static_cast<std::size_t>(out.size());
    if (!context || EVP_PKEY_encrypt_init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) != 1
        || EVP_PKEY_encrypt(context.get(), reinterpret_cast<unsigned char *>(out.data()), &size, ossl::bytesOf(signature),
                            static_cast<std::size_t>(signature.size())) != 1
        || size != static_cast<std::size_t>(out.size()))
        return notGenuine("not a value of this modulus");
    return out;
}

// ISO/IEC 9796-2 lets the signer send min(s, n − s); the representative then is n − f.
Result<QByteArray> complement(EVP_PKEY *key, const QByteArray &value)
{
    BIGNUM *modulus = nullptr;
    if (EVP_PKEY_get_bn_param(key, "n", &modulus) != 1)
        return notGenuine("modulus");
    const ossl::Bignum n(modulus);
    const ossl::Bignum f(BN_bin2bn(ossl::bytesOf(value), static_cast<int>(value.size()), nullptr));
    QByteArray out(value.size(), '\0');
    if (!n || !f || BN_sub(f.get(), n.get(), f.get()) != 1 || BN_is_negative(f.get()) == 1
        || BN_bn2binpad(f.get(), reinterpret_cast<unsigned char *>(out.data()), static_cast<int>(out.size())) != out.size())
        return notGenuine("recovered block");
    return out;
}

// `saltLength` as the library counts it; none: what the key itself is bound to.
bool isPssSignature(EVP_PKEY *key, const EVP_MD *digest, std::optional<int> saltLength, QByteArrayView challenge, QByteArrayView response)
{
    const ossl::Digest context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *options = nullptr; // the context's own
    // A key of RSASSA-PSS may be bound to one digest (RFC 4055 §3.1): then the others cannot be set.
    const bool fits = context && EVP_DigestVerifyInit(context.get(), &options, digest, nullptr, key) == 1
        && EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0
        && (!saltLength || EVP_PKEY_CTX_set_rsa_pss_saltlen(options, *saltLength) > 0)
        && EVP_DigestVerify(context.get(), ossl::bytesOf(response), static_cast<std::size_t>(response.size()), ossl::bytesOf(challenge),
                            static_cast<std::size_t>(challenge.size())) == 1;
    ERR_clear_error();
    return fits;
}

// RSASSA-PSS over the challenge. DG15 rarely says which digest, and a signature under one of them fits no other: each is tried.
// The salt's length shows in the signature, but of a key that is bound to one the library does not let us ask.
std::optional<QString> digestOfPss(EVP_PKEY *key, QByteArrayView challenge, QByteArrayView response)
{
    for (const NamedDigest &known : shaDigests) {
        for (const std::optional<int> saltLength : {std::optional(RSA_PSS_SALTLEN_AUTO), std::optional(RSA_PSS_SALTLEN_DIGEST), std::optional<int>()}) {
            if (isPssSignature(key, known.digest(), saltLength, challenge, response))
                return QString::fromLatin1(known.name);
        }
    }
    return std::nullopt;
}

Result<QString> verifyRsa(EVP_PKEY *key, QByteArrayView challenge, QByteArrayView response)
{
    if (response.size() != EVP_PKEY_get_size(key))
        return notGenuine("signature length");
    const int bits = EVP_PKEY_get_bits(key);
    std::optional<Error> refusal;
    if (EVP_PKEY_is_a(key, "RSA") == 1) {
        Result<QByteArray> block = recoverRsa(key, response);
        if (block && (block->back() & 0x0F) != 0x0C) // n is odd: only one of f and n − f can end in C
            block = complement(key, *block);
        if (!block)
            return fail(block.error());
        const Result<QString> digest = checkRecoverableMessage(*block, challenge);
        if (digest)
            return QStringLiteral("RSA-%1 ISO 9796-2 %2").arg(bits).arg(*digest);
        refusal = digest.error();
    }
    if (const std::optional<QString> digest = digestOfPss(key, challenge, response))
        return QStringLiteral("RSA-%1 PSS %2").arg(bits).arg(*digest);
    if (refusal)
        return fail(*refusal);
    return notGenuine("PSS signature");
}

struct EcdsaAlgorithm
{
    NamedDigest digest;
    bool plain = true; // r ‖ s and nothing else
};

// ecdsa-plain-signatures of BSI TR-03111 §5.2.1.1 and, for issuers that name those instead, ANSI X9.62.
std::optional<EcdsaAlgorithm> ecdsaAlgorithm(const QByteArray &identifier)
{
    static const QByteArray plain = QByteArray::fromHex("04007F000701010401"); // 1 SHA-1, 2 SHA-224 … 5 SHA-512
    static const QByteArray x962 = QByteArray::fromHex("2A8648CE3D0403");      // 1 SHA-224 … 4 SHA-512
    static const QByteArray x962Sha1 = QByteArray::fromHex("2A8648CE3D0401");
    if (identifier == x962Sha1)
        return EcdsaAlgorithm{shaDigests[0], false};
    if (identifier.isEmpty())
        return std::nullopt;
    const int number = identifier.back();
    if (identifier.chopped(1) == plain && number >= 1 && number <= 5)
        return EcdsaAlgorithm{shaDigests[number - 1], true};
    if (identifier.chopped(1) == x962 && number >= 1 && number <= 4)
        return EcdsaAlgorithm{shaDigests[number], false};
    return std::nullopt;
}

// r ‖ s as SEQUENCE { INTEGER, INTEGER }.
QByteArray ecdsaSequence(QByteArrayView plain)
{
    const auto integer = [](QByteArrayView bytes) {
        while (bytes.size() > 1 && bytes.front() == '\0')
            bytes = bytes.sliced(1);
        const bool negative = (static_cast<quint8>(bytes.front()) & 0x80) != 0;
        return tlv::encode(0x02, (negative ? QByteArray(1, '\0') : QByteArray()) + bytes.toByteArray());
    };
    const qsizetype half = plain.size() / 2;
    return tlv::encode(0x30, {integer(plain.first(half)), integer(plain.sliced(half))});
}

bool isEcdsaSequence(QByteArrayView bytes)
{
    const Result<tlv::Element> outer = tlv::readSingle(bytes, 0x30);
    if (!outer)
        return false;
    tlv::Reader reader(outer->value);
    return reader.next(0x02) && reader.next(0x02) && reader.finish();
}

Result<QString> verifyEcdsa(EVP_PKEY *key, QByteArrayView dg14, QByteArrayView challenge, QByteArrayView response)
{
    if (dg14.isEmpty())
        return notSupported("ECDSA without DG14");
    const Result<SecurityInfos> infos = parseDg14(dg14);
    if (!infos)
        return fail(infos.error());
    const std::optional<EcdsaAlgorithm> algorithm
        = infos->activeAuthentication ? ecdsaAlgorithm(infos->activeAuthentication->signatureAlgorithm) : std::nullopt;
    if (!algorithm)
        return notSupported("signature algorithm");
    const qsizetype orderSize = (EVP_PKEY_get_bits(key) + 7) / 8;
    QByteArray der;
    if (response.size() == 2 * orderSize)
        der = ecdsaSequence(response);
    else if (!algorithm->plain && isEcdsaSequence(response)) // chips that name X9.62 and take its encoding with it
        der = response.toByteArray();
    else
        return notGenuine("signature length");
    const ossl::Digest context(EVP_MD_CTX_new());
    // A digest longer than the order is cut to its leftmost bits (TR-03111 §4.2.2), which the library does.
    if (!context || EVP_DigestVerifyInit(context.get(), nullptr, algorithm->digest.digest(), nullptr, key) != 1
        || EVP_DigestVerify(context.get(), ossl::bytesOf(der), static_cast<std::size_t>(der.size()), ossl::bytesOf(challenge),
                            static_cast<std::size_t>(challenge.size())) != 1)
        return notGenuine("signature");
    return QStringLiteral("ECDSA %1 %2").arg(keyDescription(key), QLatin1String(algorithm->digest.name));
}

} // namespace

Result<int> activeAuthenticationResponseSize(QByteArrayView dg15)
{
    const Result<ossl::Key> key = publicKeyOfDg15(dg15);
    if (!key)
        return fail(key.error());
    const int bytes = (EVP_PKEY_get_bits(key->get()) + 7) / 8;
    return EVP_PKEY_is_a(key->get(), "EC") == 1 ? 2 * bytes : bytes;
}

Result<QString> verifyActiveAuthentication(QByteArrayView dg15, QByteArrayView dg14, QByteArrayView challenge, QByteArrayView response)
{
    const Result<ossl::Key> key = publicKeyOfDg15(dg15);
    if (!key)
        return fail(key.error());
    // A key that can be computed from its public half proves nothing.
    if (const Result<void> strong = checkSignatureKey(key->get(), QStringLiteral("active authentication")); !strong)
        return fail(strong.error());
    if (challenge.size() != 8)
        return fail(ErrorCode::InvalidInput, QStringLiteral("active authentication"), QStringLiteral("the challenge has 8 bytes"));
    if (isRsa(key->get()))
        return verifyRsa(key->get(), challenge, response);
    if (EVP_PKEY_is_a(key->get(), "EC") == 1)
        return verifyEcdsa(key->get(), dg14, challenge, response);
    return notSupported("key type");
}

} // namespace dd::nfc
