#include "nfc/authentication/iso9796.h"

#include "core/base/secret.h"
#include "nfc/openssl_pointers.h"

#include <openssl/err.h>

namespace dd::nfc {
namespace {

std::unexpected<Error> notRecoverable(const QString &why)
{
    ERR_clear_error();
    return fail(ErrorCode::ChipAuthenticationFailed, QStringLiteral("active authentication"), why);
}

struct TrailerDigest
{
    quint8 identifier;
    const char *name;
    const EVP_MD *(*digest)(); // null: no digest of ICAO 9303-12 §4.4.2
};

// Dedicated hash-functions by their number in ISO/IEC 10118-3.
constexpr TrailerDigest trailerDigests[] = {
    {0x31, "RIPEMD-160", nullptr}, {0x32, "RIPEMD-128", nullptr},    {0x33, "SHA-1", EVP_sha1},      {0x34, "SHA-256", EVP_sha256},
    {0x35, "SHA-512", EVP_sha512}, {0x36, "SHA-384", EVP_sha384},    {0x37, "WHIRLPOOL", nullptr}, {0x38, "SHA-224", EVP_sha224},
};

const TrailerDigest *digestOfTrailer(quint8 identifier)
{
    for (const TrailerDigest &known : trailerDigests) {
        if (known.identifier == identifier)
            return &known;
    }
    return nullptr;
}

// Bytes of the header: 01 (padded), 1 (partial recovery), zeros to a half-byte, then the half-byte A; half-bytes B fill up.
qsizetype headerSize(QByteArrayView block)
{
    if (block.isEmpty())
        return 0;
    if (static_cast<quint8>(block.front()) == 0x6A)
        return 1;
    if (static_cast<quint8>(block.front()) != 0x6B)
        return 0;
    for (qsizetype at = 1; at < block.size(); ++at) {
        const auto octet = static_cast<quint8>(block[at]);
        if (octet == 0xBA)
            return at + 1;
        if (octet != 0xBB)
            break;
    }
    return 0;
}

QByteArray hashOfBoth(const EVP_MD *digest, QByteArrayView first, QByteArrayView second)
{
    const ossl::Digest context(EVP_MD_CTX_new());
    QByteArray out(EVP_MD_get_size(digest), '\0');
    if (!context || EVP_DigestInit_ex2(context.get(), digest, nullptr) != 1
        || EVP_DigestUpdate(context.get(), first.data(), static_cast<std::size_t>(first.size())) != 1
        || EVP_DigestUpdate(context.get(), second.data(), static_cast<std::size_t>(second.size())) != 1
        || EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char *>(out.data()), nullptr) != 1)
        return {};
    return out;
}

} // namespace

Result<QString> checkRecoverableMessage(QByteArrayView block, QByteArrayView unrecovered)
{
    const qsizetype header = headerSize(block);
    if (header == 0)
        return notRecoverable(QStringLiteral("header of the recovered block"));
    // BC alone leaves the hash function to agreement, and 9303-11 §6.1.2.2 agrees on SHA-1.
    const auto last = static_cast<quint8>(block.back());
    const bool implicit = last == 0xBC;
    const qsizetype trailer = implicit ? 1 : 2;
    if ((!implicit && last != 0xCC) || block.size() < header + trailer)
        return notRecoverable(QStringLiteral("trailer of the recovered block"));
    const auto identifier = implicit ? quint8(0x33) : static_cast<quint8>(block[block.size() - 2]);
    const TrailerDigest *known = digestOfTrailer(identifier);
    if (known == nullptr || known->digest == nullptr) {
        const QString name = known == nullptr ? QString::number(identifier, 16) : QLatin1String(known->name);
        return notRecoverable(QStringLiteral("hash function of the trailer: ") + name);
    }
    const EVP_MD *digest = known->digest();
    const qsizetype hashSize = EVP_MD_get_size(digest);
    const qsizetype recovered = block.size() - header - hashSize - trailer;
    if (recovered < 1)
        return notRecoverable(QStringLiteral("modulus too short for the hash"));
    const QByteArray expected = hashOfBoth(digest, block.sliced(header, recovered), unrecovered);
    if (expected.isEmpty() || !constantTimeEqual(expected, block.sliced(header + recovered, hashSize)))
        return notRecoverable(QStringLiteral("hash differs"));
    return QString::fromLatin1(known->name);
}

} // namespace dd::nfc
