#include "wallet/biometric_wrap.h"

#include "core/crypto/symmetric.h"
#include "wallet/vault_header.h"

namespace dd::wallet {
namespace {

constexpr QByteArrayView biometricMagic("DDBIOMET");

QByteArray fileHead(const QByteArray &vaultId)
{
    return biometricMagic.toByteArray() + '\x01' + vaultId;
}

Secret keyEncryptionKey(const Secret &biometricSecret, const QByteArray &vaultId)
{
    return crypto::blake2b(biometricSecret, {"DinhDanh-BIO-1", vaultId});
}

} // namespace

QString biometricEntryName(const QByteArray &vaultId)
{
    return QStringLiteral("vault.%1.biometric").arg(QString::fromLatin1(vaultId.toHex()));
}

Result<QByteArray> wrapForBiometrics(const Secret &vaultKey, const Secret &biometricSecret, const QByteArray &vaultId, Random &random)
{
    const QByteArray head = fileHead(vaultId);
    const QByteArray sealed = crypto::seal(keyEncryptionKey(biometricSecret, vaultId), vaultKey.view(), head, random);
    if (sealed.isEmpty())
        return fail(ErrorCode::CryptoFailed, QStringLiteral("biometric wrap"));
    return head + sealed;
}

Result<Secret> unwrapByBiometrics(QByteArrayView file, const Secret &biometricSecret, const QByteArray &vaultId)
{
    const QByteArray head = fileHead(vaultId);
    if (!file.startsWith(head))
        return fail(ErrorCode::VaultDamaged, QStringLiteral("biometric wrap"));
    auto key = crypto::open(keyEncryptionKey(biometricSecret, vaultId), file.sliced(head.size()), head);
    if (!key)
        return fail(ErrorCode::VaultDamaged, QStringLiteral("biometric wrap"));
    return key;
}

QByteArray vaultIdOfBiometricWrap(QByteArrayView file)
{
    const qsizetype at = biometricMagic.size() + 1;
    return file.startsWith(biometricMagic) && file.size() >= at + vaultIdSize ? file.sliced(at, vaultIdSize).toByteArray() : QByteArray();
}

} // namespace dd::wallet
