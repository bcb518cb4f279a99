#include "app/citizen/session.h"

namespace dd::citizen {

Session::Session(Services &services, QObject *parent)
    : QObject(parent)
    , m_services(services)
{
}

QString Session::folder() const
{
    return m_services.profile + QStringLiteral("/vault");
}

wallet::Vault::Environment Session::environment()
{
    return {*m_services.keyStore, *m_services.random, *m_services.clock, m_services.kdf, {}, m_services.deviceKeys.get()};
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
    Result<QList<wallet::StoredCredential>> all = credentials().list();
    if (!all)
        return fail(std::move(all.error()));
    for (wallet::StoredCredential &stored : *all) { // newest first
        if (stored.credential.claims.type == credential::CredentialType::Identity)
            return std::move(stored);
    }
    return std::nullopt;
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
