#include "wallet/vault_header.h"

#include <QtEndian>

namespace dd::wallet {
namespace {

constexpr char headerMagic[8] = {'D', 'D', 'V', 'A', 'U', 'L', 'T', '\0'};
constexpr quint16 headerVersion = 1;
constexpr qsizetype digestSize = 32;
constexpr qsizetype fixedPartSize = 60;
constexpr qsizetype wrappedKeySize = 24 + vaultKeySize + 16;
constexpr qsizetype headerSize = fixedPartSize + wrappedKeySize + digestSize;

template <typename T>
void appendBigEndian(QByteArray &out, T value)
{
    char buffer[sizeof(T)];
    qToBigEndian(value, buffer);
    out.append(buffer, sizeof buffer);
}

bool startsLikeHeader(QByteArrayView bytes)
{
    return bytes.startsWith(QByteArrayView(headerMagic, sizeof headerMagic));
}

} // namespace

bool isKdfAcceptable(const crypto::Argon2Parameters &kdf)
{
    return kdf.memoryKiB >= kdfFloor.memoryKiB && kdf.memoryKiB <= kdfCeiling.memoryKiB && kdf.iterations >= kdfFloor.iterations &&
           kdf.iterations <= kdfCeiling.iterations;
}

QByteArray associatedData(const VaultHeader &header)
{
    QByteArray out(headerMagic, sizeof headerMagic);
    out.reserve(headerSize);
    appendBigEndian<quint16>(out, headerVersion);
    out.append(header.secretKind == SecretKind::Pin ? '\0' : '\1');
    out.append(header.storeClass == KeyStoreClass::Hardware ? '\2' : '\1');
    out.append(header.vaultId);
    appendBigEndian<quint64>(out, header.wrapGeneration);
    appendBigEndian<quint32>(out, header.kdf.memoryKiB);
    appendBigEndian<quint32>(out, header.kdf.iterations);
    out.append(header.salt);
    return out;
}

QByteArray encode(const VaultHeader &header)
{
    const QByteArray body = associatedData(header) + header.wrappedKey;
    return body + crypto::sha256(body);
}

Result<VaultHeader> parseVaultHeader(QByteArrayView bytes)
{
    const auto damaged = [](const char *what) { return fail(ErrorCode::VaultDamaged, QStringLiteral("header"), QLatin1String(what)); };
    if (bytes.size() < 12 + vaultIdSize + digestSize || bytes.size() > vaultHeaderLimit)
        return damaged("size");
    if (!startsLikeHeader(bytes))
        return damaged("magic");
    if (crypto::sha256(bytes.chopped(digestSize)) != bytes.last(digestSize))
        return damaged("checksum");
    const auto version = qFromBigEndian<quint16>(bytes.data() + 8);
    if (version > headerVersion)
        return fail(ErrorCode::VaultNewer, QStringLiteral("header"), QString::number(version));
    if (version != headerVersion || bytes.size() != headerSize)
        return damaged("version");
    const char kind = bytes.at(10);
    const char storeClass = bytes.at(11);
    if ((kind != 0 && kind != 1) || (storeClass != 1 && storeClass != 2))
        return damaged("kind");

    VaultHeader header;
    header.secretKind = kind == 0 ? SecretKind::Pin : SecretKind::Passphrase;
    header.storeClass = storeClass == 2 ? KeyStoreClass::Hardware : KeyStoreClass::Software;
    header.vaultId = bytes.sliced(12, vaultIdSize).toByteArray();
    header.wrapGeneration = qFromBigEndian<quint64>(bytes.data() + 28);
    header.kdf.memoryKiB = qFromBigEndian<quint32>(bytes.data() + 36);
    header.kdf.iterations = qFromBigEndian<quint32>(bytes.data() + 40);
    header.salt = bytes.sliced(44, crypto::argon2SaltSize).toByteArray();
    header.wrappedKey = bytes.sliced(fixedPartSize, wrappedKeySize).toByteArray();
    if (header.wrapGeneration == 0)
        return damaged("wrap generation");
    if (!isKdfAcceptable(header.kdf))
        return damaged("key derivation parameters");
    return header;
}

QByteArray vaultIdOf(QByteArrayView bytes)
{
    if (bytes.size() < 12 + vaultIdSize || !startsLikeHeader(bytes))
        return {};
    return bytes.sliced(12, vaultIdSize).toByteArray();
}

Result<Secret> keyEncryptionKey(const Secret &hardwareSecret, const VaultHeader &header, const Secret &secret)
{
    auto stretched = crypto::argon2id(secret, header.salt, header.kdf, 32);
    if (!stretched)
        return stretched;
    Secret key = crypto::blake2b(hardwareSecret, {QByteArrayView("DinhDanh-KEK-1"), header.vaultId, stretched->view()});
    if (key.size() != 32)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("key encryption key"));
    return key;
}

Result<void> wrapKey(VaultHeader &header, const Secret &vaultKey, const Secret &hardwareSecret, const Secret &secret, Random &random)
{
    const auto key = keyEncryptionKey(hardwareSecret, header, secret);
    if (!key)
        return std::unexpected(key.error());
    header.wrappedKey = crypto::seal(*key, vaultKey.view(), associatedData(header), random);
    if (header.wrappedKey.size() != wrappedKeySize)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("wrap"));
    return {};
}

Result<Secret> unwrapKey(const VaultHeader &header, const Secret &hardwareSecret, const Secret &secret)
{
    const auto key = keyEncryptionKey(hardwareSecret, header, secret);
    if (!key)
        return std::unexpected(key.error());
    return crypto::open(*key, header.wrappedKey, associatedData(header));
}

} // namespace dd::wallet
