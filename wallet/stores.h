// What the vault holds besides keys. Every call fails with VaultLocked while locked; every write is durable when it returns.
#pragma once

#include "core/credential/credential.h"
#include "wallet/vault.h"

#include <functional>
#include <QHash>
#include <QList>
#include <QMap>

namespace dd::wallet {

struct ActivityEntry;
struct ConsentRecord;

struct StoredCredential
{
    qint64 id = 0;
    qint64 addedAt = 0;
    bool demo = false;
    credential::Credential credential; // parsed from the token kept byte for byte
};

// A token that this version cannot read. It is kept, backed up and exported, and stands in no list.
struct UnreadableCredential
{
    qint64 id = 0;
    qint64 addedAt = 0;
    bool demo = false;
    QByteArray token;
};

// What a list shows, from columns beside the token: nothing is parsed for it.
struct CredentialRow
{
    qint64 id = 0;
    qint64 addedAt = 0;
    bool demo = false;
    credential::CredentialType type = credential::CredentialType::Identity;
    int kind = 0;     // credential::PassKind of a pass, DeclarationKind of a receipt, copied type of a printed copy
    // level of an identity, credential::Trips of a pass, DeclarationState of a receipt, as-of date of a residence status,
    // code of a printed copy
    int standing = 0;
    qint64 issuedAt = 0;
    qint64 validFrom = 0; // the period that decides, as Claims::validFrom() and validTo()
    qint64 validTo = 0;
    qint64 expires = 0;
    credential::Place from; // of a pass or its printed copy, without the ward
    credential::Place to;
    QString dossier; // of a receipt; label of a printed copy
    QByteArray holderThumbprint;
};

// What to show of a credential this time.
struct TakenCopy
{
    credential::Credential credential;
    std::optional<int> left; // copies not shown yet; nothing where the credential has no copies and is shown itself
    bool reused = false;     // none was left: this one was shown before, and whoever saw it then can tell
    static constexpr int refillAt = 3;
    [[nodiscard]] bool refillDue() const { return left && *left <= refillAt; }
};

class CredentialStore
{
public:
    explicit CredentialStore(Vault &vault) : m_vault(vault) {}
    // Refuses a token that does not parse (its error) or is there already (VaultDuplicate). Returns the id.
    [[nodiscard]] Result<qint64> insert(QByteArrayView token, bool demo);
    // All of them in one transaction, or none.
    [[nodiscard]] Result<QList<qint64>> insertAll(const QList<QByteArray> &tokens, bool demo);
    [[nodiscard]] Result<QList<StoredCredential>> list(); // newest first; all that this version can read…
    [[nodiscard]] Result<QList<UnreadableCredential>> unreadable(); // …and the others
    // By type, newest first within one; the page behind the row that the last one ended with.
    [[nodiscard]] Result<QList<CredentialRow>> page(int limit, std::optional<credential::CredentialType> type = {}, const CredentialRow *after = nullptr);
    [[nodiscard]] Result<QHash<QByteArray, int>> holders(); // how many credentials are bound to each key, by its thumbprint
    [[nodiscard]] Result<StoredCredential> find(qint64 id); // InvalidInput when there is none
    // Its copies go too, and their keys unless something else is bound to one.
    [[nodiscard]] Result<void> remove(qint64 id);

    // One credential in copies that differ in nothing but key and salts; the first stands for it in lists. InvalidInput: none, too
    // many, not of one credential, or two with one key.
    [[nodiscard]] Result<qint64> insertBatch(const QList<QByteArray> &tokens, bool demo);
    // More copies of the credential; those shown more than an hour ago go, with their keys: nothing on a screen is theirs any more.
    // InvalidInput: no such credential, not copies of it, or two with one key.
    [[nodiscard]] Result<void> addCopies(qint64 credentialId, const QList<QByteArray> &tokens);
    // Credentials with no more than so many copies that were not shown yet, newest first. Printed copies are not copied.
    [[nodiscard]] Result<QList<qint64>> runningLow(int atMost = TakenCopy::refillAt);
    // For one opening of the page or one challenge; marked as presented, durably, when it returns.
    [[nodiscard]] Result<TakenCopy> takeCopy(qint64 credentialId);
    // One showing in one transaction: takes a copy, lets `make` sign with it, writes the history and the consent. When anything
    // fails, `make` included, no copy is taken and nothing is written: what was made must not be shown then.
    using MakeCode = std::function<Result<void>(const credential::Credential &copy)>;
    [[nodiscard]] Result<TakenCopy> show(qint64 credentialId, const ActivityEntry &entry, ConsentRecord consent, const MakeCode &make);

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

// Declarations from draft to result. Creation and delivery times are kept apart; from "received" on there is a receipt.
struct StoredDeclaration
{
    // Numbers as stored. What may follow what: wallet/declaration_states.h.
    enum class State {
        Draft = 0,
        ConsentPending = 5, // somebody else has to agree first: a head of household, a parent
        Queued = 1,         // signed
        Submitted = 2,      // sent, without an answer yet
        Received = 3,
        SupplementRequired = 6,
        Accepted = 7,
        Refused = 4,
        Issued = 8, // the result is there
        Withdrawn = 9,
        Expired = 10,
    };
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
    // Insert or replace by id. InvalidInput, and nothing is changed, when the id is not 16 bytes, the state is none that may follow
    // the stored one, or one that only a receipt brings comes without a receipt.
    [[nodiscard]] Result<void> save(const StoredDeclaration &declaration);
    [[nodiscard]] Result<QList<StoredDeclaration>> list(); // newest first
    // One transaction: the receipt enters the credential store and the declaration's state is what the receipt says. The same
    // receipt again answers the same id. InvalidInput: no such declaration, or one that cannot have come this far, or the token
    // is not a residence receipt.
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
    qint64 id = 0; // given by the log
};
class ActivityLog
{
public:
    explicit ActivityLog(Vault &vault) : m_vault(vault) {}
    [[nodiscard]] Result<void> append(const ActivityEntry &entry);
    [[nodiscard]] Result<QList<ActivityEntry>> list(int limit = 100); // newest first
    // Every entry follows from the one before (wallet/activity_chain.h); VaultDamaged with the first that does not.
    [[nodiscard]] Result<void> verify();
    // The person's own right: everything up to the newest entry before `time` goes, with its consents; the rest stays a chain.
    [[nodiscard]] Result<void> eraseBefore(qint64 time);

private:
    Vault &m_vault;
};

// What a person agreed to when something was shown (Law 91/2025 on personal data). Erased with the history.
struct ConsentRecord
{
    qint64 at = 0;
    QString verifierId;       // "vn:counter" in open mode, where nobody knows who scans
    QString verifierName;
    bool registered = false;  // the trust list names this verifier
    QString purpose;          // in the words that were shown
    QString legalBasis;       // "consent"
    int credentialType = 0;
    QList<int> groups;
    QByteArray textHash;      // SHA-256 of the words that were agreed to, UTF-8
    std::optional<qint64> activity; // id of the entry of the history that it belongs to
};
class ConsentLog
{
public:
    explicit ConsentLog(Vault &vault) : m_vault(vault) {}
    [[nodiscard]] Result<void> append(const ConsentRecord &consent); // CredentialStore::show() writes it together with the history
    [[nodiscard]] Result<QList<ConsentRecord>> list(int limit = 100); // newest first

private:
    Vault &m_vault;
};

class Settings
{
public:
    explicit Settings(Vault &vault) : m_vault(vault) {}
    [[nodiscard]] Result<QString> value(const QString &key, const QString &fallback = {});
    [[nodiscard]] Result<QMap<QString, QString>> all();
    [[nodiscard]] Result<void> setValue(const QString &key, const QString &value);

private:
    Vault &m_vault;
};

} // namespace dd::wallet
