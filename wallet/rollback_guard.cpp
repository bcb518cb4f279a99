#include "wallet/rollback_guard.h"

#include "core/base/log.h"
#include "core/crypto/symmetric.h"
#include "wallet/attempt_ledger.h"

#include <algorithm>
#include <QtEndian>

namespace dd::wallet {
namespace {

constexpr qsizetype recordSize = 1 + 8 + 1 + activityHashSize;

Result<quint64> generationOf(Database &database)
{
    const auto generation = database.integer("SELECT generation FROM meta");
    if (!generation)
        return std::unexpected(generation.error());
    return static_cast<quint64>(*generation);
}

QByteArray associatedData(const QByteArray &vaultId)
{
    return QByteArrayLiteral("DinhDanh-generation-1") + vaultId;
}

std::unexpected<Error> rolledBack(const char *why)
{
    return fail(ErrorCode::VaultRolledBack, QStringLiteral("generation"), QLatin1String(why));
}

} // namespace

QByteArray encode(const GenerationRecord &record)
{
    QByteArray out(recordSize, '\0');
    out[0] = 1;
    qToBigEndian(record.generation, out.data() + 1);
    out[9] = record.state == GenerationRecord::State::Committed ? '\1' : static_cast<char>(1 + record.span);
    return out.replace(10, activityHashSize, record.activityHead);
}

Result<GenerationRecord> parseGenerationRecord(QByteArrayView bytes)
{
    const auto state = bytes.size() == recordSize ? static_cast<quint8>(bytes.at(9)) : quint8(0);
    if (state == 0 || bytes.at(0) != 1)
        return fail(ErrorCode::VaultDamaged, QStringLiteral("generation record"));
    GenerationRecord record{qFromBigEndian<quint64>(bytes.data() + 1), GenerationRecord::State::Committed, bytes.last(activityHashSize).toByteArray()};
    if (state > 1) {
        record.state = GenerationRecord::State::Prepared;
        record.span = static_cast<quint8>(state - 1);
    }
    return record;
}

GenerationVerdict judgeGeneration(const GenerationRecord &record, quint64 inDatabase)
{
    const bool prepared = record.state == GenerationRecord::State::Prepared;
    if (inDatabase == record.generation)
        return prepared ? GenerationVerdict::Unfinished : GenerationVerdict::Current;
    return prepared && inDatabase < record.generation && record.generation - inDatabase <= record.span ? GenerationVerdict::Unfinished
                                                                                                     : GenerationVerdict::RolledBack;
}

RollbackGuard::RollbackGuard(KeyStore &keyStore, Random &random, const QByteArray &vaultId)
    : m_keyStore(keyStore), m_random(random), m_vaultId(vaultId)
{
}

Result<std::optional<GenerationRecord>> RollbackGuard::load() const
{
    const KeyStoreNames names(m_vaultId);
    const auto key = m_keyStore.read(names.seal);
    const auto sealed = m_keyStore.read(names.generation);
    for (const auto *entry : {&key, &sealed}) {
        if (!*entry && entry->error().code == ErrorCode::KeyStoreEntryMissing)
            return std::nullopt;
        if (!*entry)
            return std::unexpected(entry->error());
    }
    const auto plain = crypto::open(*key, sealed->view(), associatedData(m_vaultId));
    if (!plain)
        return std::nullopt; // not what this vault wrote
    const auto record = parseGenerationRecord(plain->view());
    return record ? std::optional(*record) : std::nullopt;
}

Result<void> RollbackGuard::store(const GenerationRecord &record) const
{
    const KeyStoreNames names(m_vaultId);
    const auto key = m_keyStore.read(names.seal);
    if (!key)
        return std::unexpected(key.error());
    const QByteArray sealed = crypto::seal(*key, encode(record), associatedData(m_vaultId), m_random);
    if (sealed.isEmpty())
        return fail(ErrorCode::CryptoFailed, QStringLiteral("generation record"));
    return m_keyStore.write(names.generation, Secret::copyOf(sealed));
}

Result<void> RollbackGuard::begin(Database &database)
{
    const auto generation = generationOf(database);
    if (!generation)
        return std::unexpected(generation.error());
    auto head = activityHead(database);
    if (!head)
        return std::unexpected(head.error());
    m_record = {*generation, GenerationRecord::State::Committed, std::move(*head)};
    m_lastUsed = *generation;
    return store(m_record);
}

Result<void> RollbackGuard::adopt(Database &database)
{
    const auto generation = generationOf(database);
    if (!generation)
        return std::unexpected(generation.error());
    const auto record = load();
    if (!record)
        return std::unexpected(record.error());
    const GenerationRecord due{*generation + 1, GenerationRecord::State::Prepared};
    if (*record) // ours, when an earlier try was cut short
        return **record == due ? Result<void>() : rolledBack("the database is older than the key store's record");
    return store(due);
}

Result<void> RollbackGuard::check(Database &database)
{
    const auto generation = generationOf(database);
    if (!generation)
        return std::unexpected(generation.error());
    const auto head = activityHead(database);
    if (!head)
        return std::unexpected(head.error());
    const auto record = load();
    if (!record)
        return std::unexpected(record.error());
    if (!*record)
        return rolledBack("the key store has no record of this wallet");
    const GenerationVerdict verdict = judgeGeneration(**record, *generation);
    if (verdict == GenerationVerdict::RolledBack)
        return rolledBack("the database is not the one that was saved last");
    m_sealed = false;
    m_owed = false;
    m_pending.reset();
    m_record = {*generation, GenerationRecord::State::Committed, *head};
    m_lastUsed = (*record)->generation;
    if (verdict == GenerationVerdict::Current)
        return *head == (*record)->activityHead ? Result<void>() : rolledBack("the activity log does not end where it did");
    // What is here now is the oldest that is allowed from here on; numbers that were tried stay used up.
    GenerationRecord settled = m_record;
    if (m_lastUsed > *generation)
        settled = {m_lastUsed, GenerationRecord::State::Prepared, (*record)->activityHead, static_cast<quint8>(m_lastUsed - *generation)};
    if (settled == **record)
        return {};
    if (auto stored = store(settled); !stored) // it stays as it was: the same may be said at the next opening
        qCWarning(logWallet) << "generation record:" << errorId(stored.error().code);
    return {};
}

Result<void> RollbackGuard::prepare(Database &database)
{
    auto head = activityHead(database);
    if (!head)
        return std::unexpected(head.error());
    const quint64 next = std::min(m_lastUsed + 1, m_record.generation + longestSpan);
    auto update = database.prepare("UPDATE meta SET generation = ?");
    if (!update)
        return std::unexpected(update.error());
    if (auto counted = update->bindInteger(1, static_cast<qint64>(next)).run(); !counted)
        return counted;
    const GenerationRecord pending{next, GenerationRecord::State::Prepared, std::move(*head), static_cast<quint8>(next - m_record.generation)};
    if (auto stored = store(pending); !stored)
        return stored;
    m_pending = pending;
    m_lastUsed = next;
    m_owed = false;
    return {};
}

void RollbackGuard::oweSettling()
{
    if (!m_pending)
        return;
    m_record = {m_pending->generation, GenerationRecord::State::Committed, m_pending->activityHead};
    m_pending.reset();
    m_owed = true;
}

void RollbackGuard::settle()
{
    oweSettling();
    settleLate();
}

void RollbackGuard::settleLate()
{
    if (!m_owed)
        return;
    const auto stored = store(m_record);
    m_owed = !stored;
    m_sealed = stored.has_value();
    if (!stored)
        qCWarning(logWallet) << "generation record:" << errorId(stored.error().code);
}

} // namespace dd::wallet
