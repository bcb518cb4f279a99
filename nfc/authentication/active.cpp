#include "nfc/authentication/active.h"

#include "core/base/secret.h"
#include "nfc/apdu/tlv.h"
#include "nfc/authentication/certificate.h"
#include "nfc/lds/security_infos.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

namespace dd::nfc {
namespace {

struct NamedDigest
{
    const EVP_MD *(*digest)();
    const char *name;
};

std::unexpected<Error> notGenuine(const char *why)
{
    ERR_clear_error();
    return fail(ErrorCode::ChipAuthenticationFailed, QStringLiteral("active authentication"), QLatin1String(why));
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
    EVP_PKEY_get_bn_param(key, "n", &modulus);
    const ossl::Bignum n(modulus);
    const ossl::Bignum f(BN_bin2bn(ossl::bytesOf(value), static_cast<int>(value.size()), nullptr));
    QByteArray out(value.size(), '\0');
    if (!n || !f || BN_sub(f.get(), n.get(), f.get()) != 1 || BN_is_negative(f.get()) == 1
        || BN_bn2binpad(f.get(), reinterpret_cast<unsigned char *>(out.data()), static_cast<int>(out.size())) != out.size())
        return notGenuine("recovered block");
    return out;
}

// Trailers of ISO/IEC 10118-3 as 9303-11 §6.1.2.2 lists them; BC alone means SHA-1.
std::optional<NamedDigest> digestOfTrailer(quint8 identifier)
{
    switch (identifier) {
    case 0x33: return NamedDigest{EVP_sha1, "SHA-1"};
    case 0x34: return NamedDigest{EVP_sha256, "SHA-256"};
    case 0x35: return NamedDigest{EVP_sha512, "SHA-512"};
    case 0x36: return NamedDigest{EVP_sha384, "SHA-384"};
    case 0x38: return NamedDigest{EVP_sha224, "SHA-224"};
    default: return std::nullopt;
    }
}

QByteArray digestOf(const NamedDigest &digest, std::initializer_list<QByteArrayView> parts)
{
    const ossl::Digest context(EVP_MD_CTX_new());
    QByteArray out(EVP_MD_get_size(digest.digest()), '\0');
    bool done = context && EVP_DigestInit_ex2(context.get(), digest.digest(), nullptr) == 1;
    for (const QByteArrayView part : parts)
        done = done && EVP_DigestUpdate(context.get(), part.data(), static_cast<std::size_t>(part.size())) == 1;
    done = done && EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char *>(out.data()), nullptr) == 1;
    return done ? out : QByteArray();
}

// ISO/IEC 9796-2 scheme 1 with partial recovery: 6A ‖ M1 ‖ H(M1 ‖ M2) ‖ trailer, M2 = the challenge.
Result<QString> verifyRsa(EVP_PKEY *key, QByteArrayView challenge, QByteArrayView response)
{
    if (response.size() != EVP_PKEY_get_size(key))
        return notGenuine("signature length");
    Result<QByteArray> block = recoverRsa(key, response);
    if (block && (block->back() & 0x0F) != 0x0C)
        block = complement(key, *block);
    if (!block)
        return fail(block.error());
    const QByteArrayView f = *block;
    if (static_cast<quint8>(f.front()) != 0x6A)
        return notGenuine("header of the recovered block");
    const bool implicit = static_cast<quint8>(f.back()) == 0xBC;
    if (!implicit && static_cast<quint8>(f.back()) != 0xCC)
        return notGenuine("trailer of the recovered block");
    const std::optional<NamedDigest> digest = digestOfTrailer(implicit ? 0x33 : static_cast<quint8>(f[f.size() - 2]));
    if (!digest)
        return notGenuine("hash function of the trailer");
    const qsizetype trailerSize = implicit ? 1 : 2;
    const qsizetype hashSize = EVP_MD_get_size(digest->digest());
    const qsizetype recoveredSize = f.size() - 1 - hashSize - trailerSize;
    if (recoveredSize < 1)
        return notGenuine("modulus too short for the hash");
    const QByteArray expected = digestOf(*digest, {f.sliced(1, recoveredSize), challenge});
    if (expected.isEmpty() || !constantTimeEqual(expected, f.sliced(1 + recoveredSize, hashSize)))
        return notGenuine("hash differs");
    return QStringLiteral("RSA-%1 ISO 9796-2 %2").arg(EVP_PKEY_get_bits(key)).arg(QLatin1String(digest->name));
}

// ecdsa-plain-signatures of BSI TR-03111 §5.2.1.1 and, for issuers that name those instead, ANSI X9.62.
std::optional<NamedDigest> digestOfSignatureAlgorithm(const QByteArray &identifier)
{
    static const QByteArray plain = QByteArray::fromHex("04007F000701010401");
    static const QByteArray x962 = QByteArray::fromHex("2A8648CE3D0403");
    static const QByteArray x962Sha1 = QByteArray::fromHex("2A8648CE3D0401");
    if (identifier == x962Sha1)
        return NamedDigest{EVP_sha1, "SHA-1"};
    if (identifier.isEmpty() || (identifier.chopped(1) != plain && identifier.chopped(1) != x962))
        return std::nullopt;
    const bool isPlain = identifier.startsWith(plain);
    switch (identifier.back() + (isPlain ? 0 : 1)) { // X9.62 starts with SHA-224 at 1, plain at 2
    case 1: return isPlain ? std::optional(NamedDigest{EVP_sha1, "SHA-1"}) : std::nullopt;
    case 2: return NamedDigest{EVP_sha224, "SHA-224"};
    case 3: return NamedDigest{EVP_sha256, "SHA-256"};
    case 4: return NamedDigest{EVP_sha384, "SHA-384"};
    case 5: return NamedDigest{EVP_sha512, "SHA-512"};
    default: return std::nullopt;
    }
}

Result<QByteArray> ecdsaSignatureToDer(QByteArrayView plain)
{
    const qsizetype half = plain.size() / 2;
    using Signature = std::unique_ptr<ECDSA_SIG, ossl::Deleter<ECDSA_SIG_free>>;
    const Signature signature(ECDSA_SIG_new());
    ossl::Bignum r(BN_bin2bn(ossl::bytesOf(plain), static_cast<int>(half), nullptr));
    ossl::Bignum s(BN_bin2bn(ossl::bytesOf(plain) + half, static_cast<int>(half), nullptr));
    if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("active authentication"));
    (void)r.release(); // owned by the signature from here on
    (void)s.release();
    unsigned char *bytes = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &bytes);
    if (size <= 0)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("active authentication"));
    const QByteArray der(reinterpret_cast<const char *>(bytes), size);
    OPENSSL_free(bytes);
    return der;
}

Result<QString> verifyEcdsa(EVP_PKEY *key, QByteArrayView dg14, QByteArrayView challenge, QByteArrayView response)
{
    if (dg14.isEmpty())
        return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("active authentication"), QStringLiteral("ECDSA without DG14"));
    const Result<SecurityInfos> infos = parseDg14(dg14);
    if (!infos)
        return fail(infos.error());
    const std::optional<NamedDigest> digest
        = infos->activeAuthentication ? digestOfSignatureAlgorithm(infos->activeAuthentication->signatureAlgorithm) : std::nullopt;
    if (!digest)
        return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("active authentication"), QStringLiteral("signature algorithm"));
    const qsizetype orderSize = (EVP_PKEY_get_bits(key) + 7) / 8;
    if (response.size() != 2 * orderSize)
        return notGenuine("signature length");
    const Result<QByteArray> der = ecdsaSignatureToDer(response);
    if (!der)
        return fail(der.error());
    const QByteArray hash = digestOf(*digest, {challenge});
    const ossl::KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
    if (!context || hash.isEmpty() || EVP_PKEY_verify_init(context.get()) != 1
        || EVP_PKEY_verify(context.get(), ossl::bytesOf(*der), static_cast<std::size_t>(der->size()), ossl::bytesOf(hash),
                           static_cast<std::size_t>(hash.size())) != 1)
        return notGenuine("signature");
    return QStringLiteral("ECDSA %1 %2").arg(keyDescription(key), QLatin1String(digest->name));
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
    if (challenge.size() != 8)
        return fail(ErrorCode::InvalidInput, QStringLiteral("active authentication"), QStringLiteral("the challenge has 8 bytes"));
    if (EVP_PKEY_is_a(key->get(), "RSA") == 1)
        return verifyRsa(key->get(), challenge, response);
    if (EVP_PKEY_is_a(key->get(), "EC") == 1)
        return verifyEcdsa(key->get(), dg14, challenge, response);
    return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("active authentication"), QStringLiteral("key type"));
}

} // namespace dd::nfc
