#include "app/citizen/session.h"

#include "app/citizen/key_store_choice.h"
#include "core/base/log.h"

namespace dd::citizen {

Session::Session(Services &services, QObject *parent)
    : QObject(parent)
    , m_services(services)
{
}

QString Session::folder() const
{
    return vaultFolderOf(m_services.profile);
}

wallet::Vault::Environment Session::environment()
{
    return {*m_services.keyStore, *m_services.random, *m_services.clock, m_services.kdf, {}, m_services.deviceKeys.get(), m_services.biometrics.get()};
}

void Session::setVault(std::unique_ptr<wallet::Vault> vault)
{
    if (m_open)
        lock();
    m_vault = std::move(vault);
}

void Session::announceOpened()
{
    if (m_open || !m_vault || !m_vault->isUnlocked())
        return;
    m_open = true;
    if (unlockedSecrets() > 0 && !std::exchange(m_saidUnlocked, true))
        qCWarning(logApp) << "the system does not lock the memory of secrets (ulimit -l); they may reach the swap";
    emit opened();
}

void Session::lock()
{
    if (!m_open)
        return;
    emit closing();
    m_open = false;
    m_vault->lock();
    emit locked();
}

Result<std::optional<wallet::StoredCredential>> Session::identity()
{
    if (!m_open)
        return fail(ErrorCode::VaultLocked, QStringLiteral("identity credential"));
    const auto newest = credentials().page(1, credential::CredentialType::Identity);
    if (!newest)
        return fail(newest.error());
    if (newest->isEmpty())
        return std::nullopt;
    auto found = credentials().find(newest->constFirst().id);
    if (!found)
        return fail(std::move(found.error()));
    return std::move(*found);
}

Session::CredentialPages Session::credentialPages()
{
    return [this](int limit, const wallet::CredentialRow *after) -> Result<QList<wallet::CredentialRow>> {
        if (!m_open)
            return fail(ErrorCode::VaultLocked, QStringLiteral("credentials"));
        return credentials().page(limit, {}, after);
    };
}

Result<std::unique_ptr<crypto::Signer>> Session::identitySigner()
{
    const auto found = identity();
    if (!found)
        return fail(found.error());
    if (!*found)
        return fail(ErrorCode::NotEnrolled, QStringLiteral("identity credential"));
    return keys().signer((*found)->credential.holderThumbprint);
}

} // namespace dd::citizen
