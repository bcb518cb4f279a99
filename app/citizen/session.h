// The wallet while it is open: the vault, and the stores on top of it. Everything that holds personal data listens to
// locked() and forgets.
#pragma once

#include "app/citizen/services.h"
#include "wallet/key_ring.h"
#include "wallet/stores.h"
#include "wallet/vault.h"

#include <functional>
#include <QObject>

namespace dd::citizen {

class Session : public QObject
{
    Q_OBJECT
public:
    explicit Session(Services &services, QObject *parent = nullptr);

    [[nodiscard]] Services &services() { return m_services; }
    [[nodiscard]] const Clock &clock() const { return *m_services.clock; }
    [[nodiscard]] QString folder() const;
    [[nodiscard]] wallet::Vault::Environment environment();

    // Null until created or opened; may be locked.
    [[nodiscard]] wallet::Vault *vault() { return m_vault.get(); }
    void setVault(std::unique_ptr<wallet::Vault> vault);
    [[nodiscard]] bool isOpen() const { return m_open; }
    void announceOpened();
    void lock();

    // Callers check isOpen() first: a null vault has no stores.
    [[nodiscard]] wallet::CredentialStore credentials() { return wallet::CredentialStore(*m_vault); }
    [[nodiscard]] wallet::CardStore card() { return wallet::CardStore(*m_vault); }
    [[nodiscard]] wallet::DeclarationOutbox outbox() { return wallet::DeclarationOutbox(*m_vault); }
    [[nodiscard]] wallet::ActivityLog activity() { return wallet::ActivityLog(*m_vault); }
    [[nodiscard]] wallet::ConsentLog consents() { return wallet::ConsentLog(*m_vault); }
    [[nodiscard]] wallet::KeyRing keys() { return wallet::KeyRing(*m_vault); }

    // For lists (CredentialModel): the stores' rows, a page at a time.
    using CredentialPages = std::function<Result<QList<wallet::CredentialRow>>(int limit, const wallet::CredentialRow *after)>;
    [[nodiscard]] CredentialPages credentialPages();

    // The newest identity credential: what passes and declarations are signed with. Nothing when the card is not enrolled.
    [[nodiscard]] Result<std::optional<wallet::StoredCredential>> identity();
    [[nodiscard]] Result<std::unique_ptr<crypto::Signer>> identitySigner();

signals:
    void opened();
    void closing(); // the stores still answer: the last chance to take something back
    void locked();
    void changed(); // something was stored or removed

private:
    Services &m_services;
    std::unique_ptr<wallet::Vault> m_vault;
    bool m_open = false;
    bool m_saidUnlocked = false; // about memory that the system would not lock
};

} // namespace dd::citizen
