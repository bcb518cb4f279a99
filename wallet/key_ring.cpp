#include "wallet/key_ring.h"

#include "core/crypto/symmetric.h"
#include "wallet/store_support.h"
#include "wallet/sub_keys.h"

namespace dd::wallet {
namespace {

// The seal names its key, so that one row's secret cannot be moved under another row's name.
QByteArray holderKeyLabel(QByteArrayView thumbprint)
{
    return QByteArrayLiteral("DinhDanh-holder-1") + thumbprint.toByteArray();
}

} // namespace

Result<crypto::PublicKey> KeyRing::generate()
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    const auto signer = crypto::generateSigner(crypto::Algorithm::Ed25519, m_vault.random());
    if (!signer)
        return std::unexpected(signer.error());
    const crypto::PublicKey publicKey = (*signer)->publicKey();
    const QByteArray thumbprint = publicKey.thumbprint();
    const Secret sealKey = m_vault.subKey(holderKeyId, holderKeyContext);
    if (sealKey.isEmpty() || (*signer)->privateKey().isEmpty())
        return fail(ErrorCode::Internal, QStringLiteral("memory"));
    const QByteArray sealed = crypto::seal(sealKey, (*signer)->privateKey().view(), holderKeyLabel(thumbprint), m_vault.random());
    if (sealed.isEmpty())
        return fail(ErrorCode::CryptoFailed, QStringLiteral("seal holder key"));
    return writeSealed(m_vault, **database, [&]() -> Result<crypto::PublicKey> {
        auto statement =
            (*database)->prepare("INSERT INTO holder_keys (thumbprint, algorithm, public_key, sealed_private, created_at) VALUES (?, ?, ?, ?, ?)");
        if (!statement)
            return std::unexpected(statement.error());
        statement->bindBlob(1, thumbprint).bindInteger(2, static_cast<int>((*signer)->algorithm())).bindBlob(3, publicKey.cose());
        if (auto inserted = statement->bindBlob(4, sealed).bindInteger(5, m_vault.clock().now()).run(); !inserted)
            return std::unexpected(inserted.error());
        return publicKey;
    });
}

Result<std::unique_ptr<crypto::Signer>> KeyRing::signer(QByteArrayView thumbprint)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    auto rows = (*database)->prepare("SELECT algorithm, sealed_private FROM holder_keys WHERE thumbprint = ?");
    if (!rows)
        return std::unexpected(rows.error());
    const auto row = rows->bindBlob(1, thumbprint).step();
    if (!row)
        return std::unexpected(row.error());
    if (!*row)
        return fail(ErrorCode::VaultKeyMissing, QStringLiteral("holder key"));
    const auto seed = crypto::open(m_vault.subKey(holderKeyId, holderKeyContext), rows->blob(1), holderKeyLabel(thumbprint));
    if (!seed || rows->integer(0) != static_cast<int>(crypto::Algorithm::Ed25519))
        return fail(ErrorCode::VaultDamaged, QStringLiteral("holder key"));
    auto signer = crypto::makeEd25519Signer(*seed);
    if (!signer)
        return std::unexpected(signer.error());
    if ((*signer)->publicKey().thumbprint() != thumbprint)
        return fail(ErrorCode::VaultDamaged, QStringLiteral("holder key"));
    return std::unique_ptr<crypto::Signer>(std::move(*signer));
}

Result<void> KeyRing::remove(QByteArrayView thumbprint)
{
    const auto database = openDatabase(m_vault);
    if (!database)
        return std::unexpected(database.error());
    return writeSealed(m_vault, **database, [&]() -> Result<void> {
        auto statement = (*database)->prepare("DELETE FROM holder_keys WHERE thumbprint = ?");
        if (!statement)
            return std::unexpected(statement.error());
        return statement->bindBlob(1, thumbprint).run();
    });
}

} // namespace dd::wallet
