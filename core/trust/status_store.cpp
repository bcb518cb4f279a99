#include "core/trust/status_store.h"

#include "core/base/durable_file.h"
#include "core/crypto/symmetric.h"

#include <QDir>

#include <algorithm>
#include <bit>
#include <chrono>
#include <thread>

namespace dd::trust {
namespace {

constexpr FileErrors statusFileErrors{ErrorCode::StatusStoreFailed, ErrorCode::StatusListTooLarge};

// Of either kind of key; the last item of a token, hence its last bytes.
constexpr qsizetype signatureSize = 64;

bool isUnder(QByteArrayView uri, QByteArrayView prefix)
{
    return uri.size() > prefix.size() && uri.startsWith(prefix);
}

bool isAmong(const QList<crypto::PublicKey> &keys, const QByteArray &cose)
{
    return std::ranges::any_of(keys, [&cose](const crypto::PublicKey &each) { return each.cose() == cose; });
}

// Every key that a list at this uri could hold under.
QList<crypto::PublicKey> keysFor(QByteArrayView uri, const TrustList &trust)
{
    QList<crypto::PublicKey> keys;
    for (const TrustedIssuer &issuer : trust.issuers) {
        if (issuer.status && isUnder(uri, issuer.status->prefix))
            keys += issuer.status->keys;
    }
    return keys;
}

// Between reading what is there and writing over it nobody else may write.
Result<FolderLock> lockFolder(const QString &folder)
{
    constexpr int tries = 100;
    for (int left = tries;; --left) {
        Result<FolderLock> lock = FolderLock::take(QDir(folder).filePath(QStringLiteral("lock")), statusFileErrors);
        if (lock || left == 0)
            return lock;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

StatusState stateOf(int entry)
{
    switch (entry) {
    case 0:
        return StatusState::Good;
    case 1:
        return StatusState::Revoked;
    case 2:
        return StatusState::Suspended;
    default: // draft §7.1: 3 is the application's own, others are kept for later; neither means anything here
        return StatusState::Unknown;
    }
}

} // namespace

Result<void> StatusStore::openFolder(const QString &folder, const TrustList &trust)
{
    if (const Result<bool> made = makePrivateFolder(folder, statusFileErrors); !made)
        return fail(made.error());
    m_folder = folder;
    const QStringList names = QDir(folder).entryList({QStringLiteral("*.cwt")}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        const Result<std::optional<QByteArray>> bytes = readBounded(QDir(folder).filePath(name), statusTokenLimit, statusFileErrors);
        if (!bytes || !*bytes)
            continue;
        const Result<QByteArray> uri = claimedStatusUri(**bytes);
        if (!uri || QDir(folder).filePath(name) != fileOf(*uri))
            continue;
        const QList<crypto::PublicKey> keys = keysFor(*uri, trust);
        Result<Opened> opened = open(**bytes, *uri, keys);
        if (!opened)
            continue;
        if (const Shard *shard = find(*uri); shard != nullptr && goesBack(*shard, *opened, keys))
            continue;
        take(shardFor(*uri), std::move(*opened));
    }
    return {};
}

Result<void> StatusStore::offer(QByteArrayView cwt, QByteArrayView uri, const TrustedIssuer &issuer)
{
    if (!issuer.status || !isUnder(uri, issuer.status->prefix))
        return fail(ErrorCode::StatusListInvalid, QStringLiteral("status list"), QStringLiteral("not under its issuer's prefix"));
    const QList<crypto::PublicKey> &keys = issuer.status->keys;
    Result<Opened> opened = open(cwt, uri, keys);
    if (!opened)
        return fail(opened.error());
    const auto rollback = [] { return fail(ErrorCode::StatusListRollback, QStringLiteral("status list")); };
    if (const Shard *shard = find(uri); shard != nullptr && goesBack(*shard, *opened, keys))
        return rollback();
    FolderLock lock;
    if (!m_folder.isEmpty()) {
        Result<FolderLock> taken = lockFolder(m_folder);
        if (!taken)
            return fail(taken.error());
        lock = std::move(*taken);
        // Another process may have been faster.
        if (const Result<std::optional<Opened>> kept = readFile(uri, keys); kept && *kept) {
            Shard onDisk;
            onDisk.held.issuedAt = (*kept)->list.issuedAt;
            onDisk.key = (*kept)->key;
            onDisk.signature = (*kept)->signature;
            if (goesBack(onDisk, *opened, keys))
                return rollback();
        }
        if (const Result<void> written = writeDurably(fileOf(uri), cwt, statusFileErrors); !written)
            return written;
    }
    take(shardFor(uri.toByteArray()), std::move(*opened));
    return {};
}

Result<void> StatusStore::offer(QByteArrayView cwt, QByteArrayView uri, const TrustList &trust)
{
    const auto entry = std::ranges::find_if(trust.issuers, [uri](const TrustedIssuer &issuer) { return issuer.status && isUnder(uri, issuer.status->prefix); });
    if (entry == trust.issuers.end())
        return fail(ErrorCode::StatusListInvalid, QStringLiteral("status list"), QStringLiteral("of no issuer on the trust list"));
    return offer(cwt, uri, *entry);
}

StatusAnswer StatusStore::look(const credential::StatusReference &reference, const TrustedIssuer &issuer, qint64 now) const
{
    if (!issuer.status)
        return {};
    if (!isUnder(reference.uri, issuer.status->prefix))
        return {.fault = StatusAnswer::Fault::ForeignUri};
    Shard *shard = find(reference.uri);
    if (shard == nullptr || !isAmong(issuer.status->keys, shard->key))
        return {};
    const bool there = !shard->bits.isEmpty() || readAgain(*shard, issuer); // perhaps a newer one, of another process
    const qint64 age = std::max<qint64>(0, now - shard->held.issuedAt);
    if (now >= shard->held.expires || !there)
        return {.age = age};
    shard->lastUsed = ++m_tick;
    if (reference.index < 0 || reference.index >= shard->count)
        return {.age = age, .fault = StatusAnswer::Fault::OutOfRange};
    const int perByteShift = 3 - shard->widthShift;
    const auto byte = static_cast<quint8>(shard->bits.constData()[reference.index >> perByteShift]);
    const int within = static_cast<int>(reference.index & ((1 << perByteShift) - 1)) << shard->widthShift;
    return {.state = stateOf((byte >> within) & ((1 << (1 << shard->widthShift)) - 1)), .age = age};
}

QList<StatusStore::Held> StatusStore::held() const
{
    QList<Held> all;
    for (const Shard &shard : m_shards)
        all.append(shard.held);
    return all;
}

Result<StatusStore::Opened> StatusStore::open(QByteArrayView cwt, QByteArrayView uri, const QList<crypto::PublicKey> &keys)
{
    Result<StatusList> list = openStatusList(cwt, uri, keys);
    if (!list)
        return fail(list.error());
    const auto key = std::ranges::find(keys, list->signedBy, &crypto::PublicKey::keyId);
    return Opened{std::move(*list), key->cose(), cwt.last(signatureSize).toByteArray()};
}

bool StatusStore::goesBack(const Shard &shard, const Opened &offered, const QList<crypto::PublicKey> &keys)
{
    return isAmong(keys, shard.key) &&
           (offered.list.issuedAt < shard.held.issuedAt || (offered.list.issuedAt == shard.held.issuedAt && offered.signature != shard.signature));
}

QString StatusStore::fileOf(QByteArrayView uri) const
{
    return QDir(m_folder).filePath(QString::fromLatin1(crypto::sha256(uri).toHex()) + QLatin1String(".cwt"));
}

Result<std::optional<StatusStore::Opened>> StatusStore::readFile(QByteArrayView uri, const QList<crypto::PublicKey> &keys) const
{
    const Result<std::optional<QByteArray>> bytes = readBounded(fileOf(uri), statusTokenLimit, statusFileErrors);
    if (!bytes)
        return fail(bytes.error());
    if (!*bytes)
        return std::nullopt;
    Result<Opened> opened = open(**bytes, uri, keys);
    if (!opened)
        return fail(opened.error());
    return std::optional(std::move(*opened));
}

StatusStore::Shard *StatusStore::find(QByteArrayView uri) const
{
    if (m_index.empty())
        return nullptr;
    const std::size_t hash = qHashBits(uri.data(), static_cast<std::size_t>(uri.size()));
    const std::size_t mask = m_index.size() - 1;
    for (std::size_t at = hash & mask; m_index[at].shard >= 0; at = (at + 1) & mask) {
        if (m_index[at].hash != hash)
            continue;
        Shard &shard = m_shards[static_cast<std::size_t>(m_index[at].shard)];
        if (QByteArrayView(shard.held.uri) == uri)
            return &shard;
    }
    return nullptr;
}

StatusStore::Shard &StatusStore::shardFor(const QByteArray &uri)
{
    if (Shard *found = find(uri))
        return *found;
    m_shards.emplace_back().held.uri = uri;
    if (m_shards.size() * 2 > m_index.size()) {
        m_index.assign(std::bit_ceil(std::max<std::size_t>(16, m_shards.size() * 4)), {});
        for (std::size_t each = 0; each + 1 < m_shards.size(); ++each) {
            const QByteArray &other = m_shards[each].held.uri;
            index(qHashBits(other.constData(), static_cast<std::size_t>(other.size())), static_cast<qint32>(each));
        }
    }
    index(qHashBits(uri.constData(), static_cast<std::size_t>(uri.size())), static_cast<qint32>(m_shards.size() - 1));
    return m_shards.back();
}

void StatusStore::index(std::size_t hash, qint32 shard)
{
    const std::size_t mask = m_index.size() - 1;
    std::size_t at = hash & mask;
    while (m_index[at].shard >= 0)
        at = (at + 1) & mask;
    m_index[at] = {hash, shard};
}

void StatusStore::take(Shard &shard, Opened opened) const
{
    m_resident += opened.list.bitmap.size() - shard.bits.size();
    shard.held.issuedAt = opened.list.issuedAt;
    shard.held.expires = opened.list.expires;
    shard.held.ttl = opened.list.ttl;
    shard.key = std::move(opened.key);
    shard.signature = std::move(opened.signature);
    shard.count = opened.list.size();
    shard.widthShift = std::countr_zero(static_cast<unsigned>(opened.list.bits));
    shard.bits = std::move(opened.list.bitmap);
    shard.lastUsed = ++m_tick;
    makeRoom(shard);
}

void StatusStore::makeRoom(const Shard &keep) const
{
    while (m_resident > m_memoryCap) {
        // The newest last: it goes only when it alone is more than there may be.
        const auto oldest = std::ranges::min_element(m_shards, {}, [&keep](const Shard &each) {
            return std::tuple(each.bits.isEmpty(), &each == &keep, each.lastUsed);
        });
        m_resident -= oldest->bits.size();
        oldest->bits = {};
    }
}

bool StatusStore::readAgain(Shard &shard, const TrustedIssuer &issuer) const
{
    if (m_folder.isEmpty())
        return false;
    Result<std::optional<Opened>> kept = readFile(shard.held.uri, issuer.status->keys);
    if (!kept || !*kept || goesBack(shard, **kept, issuer.status->keys))
        return false;
    take(shard, std::move(**kept));
    return !shard.bits.isEmpty();
}

} // namespace dd::trust
