// What this authority issued, and what became of it: each credential with its place in a status list (docs/formats.md §6).
// A credential is in the book, durably, before it is handed out, so that all that is out there can be revoked.
#pragma once

#include "app/authority/record_store.h"
#include "core/credential/status_reference.h"
#include "core/trust/status_list.h"

#include <QHash>
#include <QSet>
#include <functional>
#include <map>
#include <vector>

namespace dd::authority {

// As they stand in a list.
enum class StatusValue : quint8 { Good = 0, Revoked = 1, Suspended = 2 };

struct IssuedCredential
{
    QByteArray hash;       // SHA-256 of its bytes
    QByteArray thumbprint; // of the key it is bound to
    QByteArray asker;      // of the enrolled key that asked for it; of a copy another than its own
    QString number;
    qint64 expires = 0;
    std::optional<credential::StatusReference> status; // none: it cannot be revoked
    StatusValue value = StatusValue::Good;
    QByteArray token; // its bytes, where it may be copied; empty for a copy
};

class StatusBook
{
public:
    static constexpr qint64 shardEntries = 1 << 20;
    static constexpr qint64 listTtl = 900;         // seconds: counters ask again after it
    static constexpr qint64 listLifetime = 86'400; // and know nothing after it

    // Keeps both by reference. `prefix` as in the trust list; empty: there are no lists, and nothing can be revoked. What expired more
    // than a month ago is forgotten.
    [[nodiscard]] static Result<StatusBook> load(RecordStore &records, Random &random, const QByteArray &prefix, qint64 now);

    [[nodiscard]] bool hasLists() const { return !m_prefix.isEmpty(); }
    // A free place, at random, so that neighbours in a list have nothing to do with each other. Nobody else gets it while the
    // program runs; it is taken for good with the credential that is inserted.
    [[nodiscard]] credential::StatusReference reserve();
    [[nodiscard]] Result<void> insert(const IssuedCredential &issued); // durable when it returns

    [[nodiscard]] const IssuedCredential *find(QByteArrayView hash) const;
    [[nodiscard]] bool isBound(QByteArrayView thumbprint) const; // whether anything was issued to this key

    using Choice = std::function<bool(const IssuedCredential &)>;
    struct Changes
    {
        int chosen = 0;
        int changed = 0;
        int unlisted = 0; // chosen, and in no list
    };
    // Revoked is for good: from there nothing leads back. Durable when it returns, and the same again is no change, so that what
    // a crash cut short is finished by asking again.
    [[nodiscard]] Result<Changes> set(const Choice &choice, StatusValue value);

    // Every list as of now, each with a later time than it ever had before.
    [[nodiscard]] Result<QList<trust::StatusList>> lists(qint64 now);
    [[nodiscard]] QList<QByteArray> uris() const;
    // Grows with everything that a list would show.
    [[nodiscard]] quint64 changes() const { return m_changes; }

private:
    struct Shard
    {
        std::vector<bool> used = std::vector<bool>(shardEntries, false);
        qint64 taken = 0;
        qint64 lastIssued = 0;
    };

    StatusBook(RecordStore &records, Random &random, QByteArray prefix) : m_records(&records), m_random(&random), m_prefix(std::move(prefix)) {}
    [[nodiscard]] QByteArray uriOf(int shard) const { return m_prefix + QByteArray::number(shard); }
    [[nodiscard]] std::optional<int> shardOf(const credential::StatusReference &status) const;
    [[nodiscard]] Result<void> write(const IssuedCredential &issued);
    void index(const IssuedCredential &issued);

    RecordStore *m_records;
    Random *m_random;
    QByteArray m_prefix;
    QHash<QByteArray, IssuedCredential> m_issued; // by hash
    QSet<QByteArray> m_bound;                     // thumbprints
    std::map<int, Shard> m_shards;
    quint64 m_changes = 0;
};

} // namespace dd::authority
