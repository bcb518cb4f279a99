// What the vault holds besides keys. Every call fails with VaultLocked while locked; every write is durable when it returns.
#pragma once

#include "core/credential/credential.h"
#include "wallet/vault.h"

#include <QList>

namespace dd::wallet {

struct StoredCredential
{
    qint64 id = 0;
    qint64 addedAt = 0;
    bool demo = false;
    credential::Credential credential; // parsed from the token kept byte for byte
};

class CredentialStore
{
public:
    explicit CredentialStore(Vault &vault) : m_vault(vault) {}
    // Refuses a token that does not parse (its error) or is there already (VaultDuplicate). Returns the id.
    [[nodiscard]] Result<qint64> insert(QByteArrayView token, bool demo);
    [[nodiscard]] Result<QList<StoredCredential>> list(); // newest first
    [[nodiscard]] Result<StoredCredential> find(qint64 id); // InvalidInput when there is none
    [[nodiscard]] Result<void> remove(qint64 id);

private:
    Vault &m_vault;
};

// The citizen's own card as read: shown on the home page, marked by where each field came from.
struct StoredCard
{
    qint64 readAt = 0;
    bool demo = false;
    QByteArray summary;   // deterministic CBOR owned by app/ (names, checks, report)
    QByteArray faceImage; // JPEG or JPEG 2000 as on the chip
};
class CardStore
{
public:
    explicit CardStore(Vault &vault) : m_vault(vault) {}
    [[nodiscard]] Result<void> save(const StoredCard &card); // replaces
    [[nodiscard]] Result<std::optional<StoredCard>> load();

private:
    Vault &m_vault;
};

// Declarations from draft to receipt. Creation and delivery times are kept apart; "received" needs a receipt.
struct StoredDeclaration
{
    enum class State { Draft = 0, Queued = 1, Submitted = 2, Received = 3, Refused = 4 };
    QByteArray id;         // 16 random bytes, chosen when drafted; makes sending idempotent
    State state = State::Draft;
    qint64 createdAt = 0;
    std::optional<qint64> deliveredAt;
    QByteArray content;    // the signed COSE_Sign1 once queued; the draft's CBOR before
    std::optional<qint64> receiptCredential; // id in CredentialStore
    QString refusal;       // the authority's words
};
class DeclarationOutbox
{
public:
    explicit DeclarationOutbox(Vault &vault) : m_vault(vault) {}
    // Insert or replace by id. InvalidInput when the id is not 16 bytes, or Received comes without a receipt.
    [[nodiscard]] Result<void> save(const StoredDeclaration &declaration);
    [[nodiscard]] Result<QList<StoredDeclaration>> list(); // newest first
    // One transaction: the receipt enters the credential store and the declaration becomes Received. The same receipt
    // again answers the same id. InvalidInput: no such declaration, or the token is not a residence receipt.
    [[nodiscard]] Result<qint64> recordReceipt(QByteArrayView id, QByteArrayView receiptToken, bool demo, qint64 deliveredAt);

private:
    Vault &m_vault;
};

// What was shown to whom: no values. A chain of hashes whose end is sealed with the vault's generation.
struct ActivityEntry
{
    qint64 at = 0;
    QString audience;
    int credentialType = 0;
    QList<int> groups;
};
class ActivityLog
{
public:
    explicit ActivityLog(Vault &vault) : m_vault(vault) {}
    [[nodiscard]] Result<void> append(const ActivityEntry &entry);
    [[nodiscard]] Result<QList<ActivityEntry>> list(int limit = 100); // newest first
    // Every entry follows from the one before (wallet/activity_chain.h); VaultDamaged with the first that does not.
    [[nodiscard]] Result<void> verify();
    // The person's own right: everything up to the newest entry before `time` goes, the rest stays a chain.
    [[nodiscard]] Result<void> eraseBefore(qint64 time);

private:
    Vault &m_vault;
};

class Settings
{
public:
    explicit Settings(Vault &vault) : m_vault(vault) {}
    [[nodiscard]] Result<QString> value(const QString &key, const QString &fallback = {});
    [[nodiscard]] Result<void> setValue(const QString &key, const QString &value);

private:
    Vault &m_vault;
};

} // namespace dd::wallet
