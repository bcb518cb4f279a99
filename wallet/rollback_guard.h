// What tells an older copy of the database from today's: the number of the last sealed commit, kept by the key store.
// SQLCipher authenticates each page but not its age. docs: "Rollback" in SECURITY.md.
//
// The record goes seal(g+1, prepared) -> commit with generation g+1 -> seal(g+1, committed). At opening, committed wants
// g in the database; prepared allows g, or g-1 when the crash came before the commit. A commit that failed may still be on the
// disk, so its number is never used again: the next try is prepared as g+2 and allows g+1 and g as well, and so on.
#pragma once

#include "core/base/key_store.h"
#include "core/base/random.h"
#include "wallet/activity_chain.h"

#include <QByteArray>
#include <optional>

namespace dd::wallet {

struct GenerationRecord
{
    enum class State : quint8 { Committed = 1, Prepared = 2 };
    quint64 generation = 0;
    State state = State::Committed;
    QByteArray activityHead = QByteArray(activityHashSize, '\0'); // of the activity log at this generation
    quint8 span = 1; // of a prepared one: how far below its generation the last committed one is

    friend bool operator==(const GenerationRecord &, const GenerationRecord &) = default;
};

inline constexpr quint8 longestSpan = 254;

// 42 bytes, big-endian: version 1 ‖ generation 8 ‖ 1: committed, 1 + span: prepared ‖ activity head 32.
[[nodiscard]] QByteArray encode(const GenerationRecord &record);
[[nodiscard]] Result<GenerationRecord> parseGenerationRecord(QByteArrayView bytes); // VaultDamaged

// What the database has against what the record says. Pure, so that a model can walk every crash.
enum class GenerationVerdict { Current, Unfinished, RolledBack };
[[nodiscard]] GenerationVerdict judgeGeneration(const GenerationRecord &record, quint64 inDatabase);

class RollbackGuard
{
public:
    RollbackGuard(KeyStore &keyStore, Random &random, const QByteArray &vaultId);

    // A new vault's first record.
    [[nodiscard]] Result<void> begin(Database &database);
    // Before a database from before there were records is migrated, which counts its generation up. VaultRolledBack where
    // there is a record already: then this is an older copy.
    [[nodiscard]] Result<void> adopt(Database &database);
    // After the database was opened and migrated. VaultRolledBack: it is older than the record, the record is missing, or the
    // activity log does not end where a committed record says. Nothing is changed then.
    [[nodiscard]] Result<void> check(Database &database);

    // Within a transaction, last of all before COMMIT: counts the generation up and seals it as prepared.
    [[nodiscard]] Result<void> prepare(Database &database);
    // After the COMMIT. Where the record cannot follow it stays prepared, which the next opening understands; until it has
    // followed, the write before this one could be put back, so the next write is sealed and lock() tries again.
    void settle();
    void oweSettling(); // the COMMIT was made and must not be sealed as committed yet
    void settleLate();

    // The first write after an unlock is sealed whatever it is, so that a session's copy is never mistaken for the next one's.
    [[nodiscard]] bool sealedSinceOpening() const { return m_sealed; }

private:
    [[nodiscard]] Result<std::optional<GenerationRecord>> load() const;
    [[nodiscard]] Result<void> store(const GenerationRecord &record) const;

    KeyStore &m_keyStore;
    Random &m_random;
    QByteArray m_vaultId;
    GenerationRecord m_record;
    std::optional<GenerationRecord> m_pending; // prepared, not yet known to be committed
    quint64 m_lastUsed = 0;                    // the highest number that any commit was tried with
    bool m_sealed = false;
    bool m_owed = false; // m_record is committed and the key store does not say so yet
};

} // namespace dd::wallet
