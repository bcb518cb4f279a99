#include "nfc/secure_messaging/key_derivation.h"

#include "nfc/openssl_pointers.h"

#include <array>
#include <cstring>

namespace dd::nfc {

Result<Secret> deriveKey(QByteArrayView sharedSecret, KeyPurpose purpose, AesKeySize size)
{
    const auto counter = static_cast<quint32>(purpose);
    const std::array<unsigned char, 4> counterBytes{static_cast<unsigned char>(counter >> 24), static_cast<unsigned char>(counter >> 16),
                                                    static_cast<unsigned char>(counter >> 8), static_cast<unsigned char>(counter)};
    const EVP_MD *digest = size == AesKeySize::Aes128 ? EVP_sha1() : EVP_sha256();
    const ossl::Digest context(EVP_MD_CTX_new());
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    Secret key(static_cast<std::size_t>(size));
    const bool done = context && key.size() == static_cast<std::size_t>(size) && EVP_DigestInit_ex2(context.get(), digest, nullptr) == 1
        && EVP_DigestUpdate(context.get(), sharedSecret.data(), static_cast<std::size_t>(sharedSecret.size())) == 1
        && EVP_DigestUpdate(context.get(), counterBytes.data(), counterBytes.size()) == 1
        && EVP_DigestFinal_ex(context.get(), hash.data(), nullptr) == 1;
    if (done)
        std::memcpy(key.data(), hash.data(), key.size());
    wipe(hash.data(), hash.size());
    if (!done)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("key derivation"));
    return key;
}

Result<Secret> pacePasswordKeyFromCan(QByteArrayView can, AesKeySize size)
{
    return deriveKey(can, KeyPurpose::Password, size);
}

Result<Secret> pacePasswordKeyFromMrz(QByteArrayView mrzInformation, AesKeySize size)
{
    Secret hash(20);
    if (hash.size() != 20
        || EVP_Digest(mrzInformation.data(), static_cast<std::size_t>(mrzInformation.size()), hash.data(), nullptr, EVP_sha1(), nullptr) != 1)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("key derivation"));
    return deriveKey(hash.view(), KeyPurpose::Password, size);
}

} // namespace dd::nfc
