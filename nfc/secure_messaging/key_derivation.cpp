#include "nfc/secure_messaging/key_derivation.h"

#include "nfc/openssl_pointers.h"

#include <array>
#include <bit>
#include <cstring>

namespace dd::nfc {
namespace {

// §9.7.1.1: the last bit of each byte is parity. Ciphers ignore it; chips that check it do not.
void setOddParity(Secret &key)
{
    for (std::size_t i = 0; i < key.size(); ++i) {
        const auto upper = static_cast<unsigned char>(key.data()[i] & 0xFE);
        key.data()[i] = static_cast<unsigned char>(upper | (std::popcount(upper) % 2 == 0 ? 1 : 0));
    }
}

} // namespace

Result<Secret> deriveKey(QByteArrayView sharedSecret, KeyPurpose purpose, CipherSuite suite)
{
    const auto counter = static_cast<quint32>(purpose);
    const std::array<unsigned char, 4> counterBytes{static_cast<unsigned char>(counter >> 24), static_cast<unsigned char>(counter >> 16),
                                                    static_cast<unsigned char>(counter >> 8), static_cast<unsigned char>(counter)};
    const auto size = static_cast<std::size_t>(keySize(suite));
    const EVP_MD *digest = size == 16 ? EVP_sha1() : EVP_sha256();
    const ossl::Digest context(EVP_MD_CTX_new());
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    Secret key(size);
    const bool done = context && key.size() == size && EVP_DigestInit_ex2(context.get(), digest, nullptr) == 1
        && EVP_DigestUpdate(context.get(), sharedSecret.data(), static_cast<std::size_t>(sharedSecret.size())) == 1
        && EVP_DigestUpdate(context.get(), counterBytes.data(), counterBytes.size()) == 1
        && EVP_DigestFinal_ex(context.get(), hash.data(), nullptr) == 1;
    if (done)
        std::memcpy(key.data(), hash.data(), key.size());
    wipe(hash.data(), hash.size());
    if (!done)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("key derivation"));
    if (suite == CipherSuite::TripleDes)
        setOddParity(key);
    return key;
}

Result<Secret> accessSeedFromMrz(QByteArrayView mrzInformation)
{
    Secret hash(20);
    if (hash.size() != 20
        || EVP_Digest(mrzInformation.data(), static_cast<std::size_t>(mrzInformation.size()), hash.data(), nullptr, EVP_sha1(), nullptr) != 1)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("key derivation"));
    return hash;
}

Result<Secret> pacePasswordKeyFromCan(QByteArrayView can, CipherSuite suite)
{
    return deriveKey(can, KeyPurpose::Password, suite);
}

Result<Secret> pacePasswordKeyFromMrz(QByteArrayView mrzInformation, CipherSuite suite)
{
    const Result<Secret> hash = accessSeedFromMrz(mrzInformation);
    return hash ? deriveKey(hash->view(), KeyPurpose::Password, suite) : fail(hash.error());
}

} // namespace dd::nfc
