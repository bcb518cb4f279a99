#include "app/authority/status_book.h"

#include <algorithm>

namespace dd::authority {

namespace {

constexpr qint64 issuedFormat = 1;
constexpr qint64 keepExpired = 31 * 86'400;
constexpr int entryBits = 2;
// Above it the next list is begun: a free place is found in a few tries, and a full list would tell the order of its last ones.
constexpr qint64 fullShard = StatusBook::shardEntries * 3 / 4;

QString issuedKind()
{
    return QStringLiteral("issued");
}

QString shardKind()
{
    return QStringLiteral("statuslist");
}

cbor::Value issuedField(qint64 key)
{
    return cbor::Value::integer(key);
}

cbor::Value writeIssued(const IssuedCredential &issued)
{
    QList<cbor::Value::Pair> pairs{
        {issuedField(0), cbor::Value::integer(issuedFormat)},
        {issuedField(1), cbor::Value::bytes(issued.hash)},
        {issuedField(2), cbor::Value::bytes(issued.thumbprint)},
        {issuedField(3), cbor::Value::bytes(issued.asker)},
        {issuedField(4), cbor::Value::text(issued.number)},
        {issuedField(5), cbor::Value::integer(issued.expires)},
        {issuedField(8), cbor::Value::integer(static_cast<int>(issued.value))},
        {issuedField(9), cbor::Value::bytes(issued.token)},
    };
    if (issued.status) {
        pairs.append({issuedField(6), cbor::Value::integer(issued.status->index)});
        pairs.append({issuedField(7), cbor::Value::bytes(issued.status->uri)});
    }
    return cbor::Value::map(pairs);
}

// The record was sealed by this program, so only its version is looked at twice.
std::optional<IssuedCredential> readIssued(const cbor::Value &record)
{
    const auto value = [&record](qint64 key) {
        const cbor::Value *found = record.find(key);
        return found ? *found : cbor::Value();
    };
    if (value(0).toInteger() != issuedFormat)
        return std::nullopt;
    IssuedCredential issued;
    issued.hash = value(1).toBytes();
    issued.thumbprint = value(2).toBytes();
    issued.asker = value(3).toBytes();
    issued.number = value(4).toText();
    issued.expires = value(5).toInteger();
    if (record.find(6))
        issued.status = credential::StatusReference{value(6).toInteger(), value(7).toBytes()};
    issued.value = static_cast<StatusValue>(value(8).toInteger());
    issued.token = value(9).toBytes();
    return issued;
}

std::unexpected<Error> otherVersion()
{
    return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("record"), QStringLiteral("written by another version"));
}

} // namespace

Result<StatusBook> StatusBook::load(RecordStore &records, Random &random, const QByteArray &prefix, qint64 now)
{
    StatusBook book(records, random, prefix);
    const auto stored = records.all(issuedKind());
    if (!stored)
        return fail(stored.error());
    for (const auto &[name, content] : *stored) {
        const std::optional<IssuedCredential> issued = readIssued(content);
        if (!issued)
            return otherVersion();
        if (issued->expires + keepExpired >= now) {
            book.index(*issued);
            continue;
        }
        if (const Result<void> removed = records.remove(name); !removed)
            return fail(removed.error());
    }
    const auto shards = records.all(shardKind());
    if (!shards)
        return fail(shards.error());
    for (const auto &[name, content] : *shards) {
        const QList<cbor::Value> parts = content.toArray();
        if (parts.size() != 3 || parts[0].toInteger() != issuedFormat)
            return otherVersion();
        book.m_shards[static_cast<int>(parts[1].toInteger())].lastIssued = parts[2].toInteger();
    }
    return book;
}

std::optional<int> StatusBook::shardOf(const credential::StatusReference &status) const
{
    if (m_prefix.isEmpty() || !status.uri.startsWith(m_prefix))
        return std::nullopt;
    bool isNumber = false;
    const int shard = status.uri.sliced(m_prefix.size()).toInt(&isNumber);
    return isNumber ? std::optional(shard) : std::nullopt;
}

void StatusBook::index(const IssuedCredential &issued)
{
    m_bound.insert(issued.thumbprint);
    m_issued.insert(issued.hash, issued);
    const std::optional<int> number = issued.status ? shardOf(*issued.status) : std::nullopt;
    if (!number)
        return;
    Shard &shard = m_shards[*number];
    const auto place = static_cast<std::size_t>(issued.status->index);
    shard.taken += shard.used[place] ? 0 : 1;
    shard.used[place] = true;
}

credential::StatusReference StatusBook::reserve()
{
    int number = 0;
    while (m_shards[number].taken >= fullShard)
        ++number;
    Shard &shard = m_shards[number];
    static_assert((shardEntries & (shardEntries - 1)) == 0); // so that the remainder below prefers none
    quint32 place = 0;
    do {
        m_random->fill(reinterpret_cast<unsigned char *>(&place), sizeof place);
        place %= static_cast<quint32>(shardEntries);
    } while (shard.used[place]);
    shard.used[place] = true;
    ++shard.taken;
    return {place, uriOf(number)};
}

Result<void> StatusBook::write(const IssuedCredential &issued)
{
    return m_records->put(m_records->nameOf(issuedKind(), issued.hash), writeIssued(issued));
}

Result<void> StatusBook::insert(const IssuedCredential &issued)
{
    if (const Result<void> written = write(issued); !written)
        return written;
    index(issued);
    return {};
}

const IssuedCredential *StatusBook::find(QByteArrayView hash) const
{
    const auto found = m_issued.constFind(hash.toByteArray());
    return found == m_issued.cend() ? nullptr : &*found;
}

bool StatusBook::isBound(QByteArrayView thumbprint) const
{
    return m_bound.contains(thumbprint.toByteArray());
}

Result<StatusBook::Changes> StatusBook::set(const Choice &choice, StatusValue value)
{
    Changes changes;
    for (IssuedCredential &issued : m_issued) {
        if (!choice(issued))
            continue;
        ++changes.chosen;
        changes.unlisted += issued.status ? 0 : 1;
        if (issued.value == value || issued.value == StatusValue::Revoked)
            continue;
        IssuedCredential changed = issued;
        changed.value = value;
        if (const Result<void> written = write(changed); !written)
            return fail(written.error());
        issued = changed;
        ++changes.changed;
        ++m_changes;
    }
    return changes;
}

QList<QByteArray> StatusBook::uris() const
{
    QList<QByteArray> uris;
    if (!hasLists())
        return uris;
    const int last = m_shards.empty() ? 0 : m_shards.rbegin()->first;
    for (int number = 0; number <= last; ++number)
        uris.append(uriOf(number));
    return uris;
}

Result<QList<trust::StatusList>> StatusBook::lists(qint64 now)
{
    QList<trust::StatusList> lists;
    const QList<QByteArray> all = uris();
    for (int number = 0; number < all.size(); ++number) {
        Shard &shard = m_shards[number];
        trust::StatusList list;
        list.uri = all.at(number);
        list.issuedAt = std::max(now, shard.lastIssued + 1);
        list.expires = list.issuedAt + listLifetime;
        list.ttl = listTtl;
        list.bits = entryBits;
        list.bitmap = QByteArray(shardEntries * entryBits / 8, '\0');
        // Before the list is out: after a crash no other list has this one's time.
        const QByteArray identity = QByteArray::number(number);
        const Result<void> written = m_records->put(
            m_records->nameOf(shardKind(), identity),
            cbor::Value::array({cbor::Value::integer(issuedFormat), cbor::Value::integer(number), cbor::Value::integer(list.issuedAt)}));
        if (!written)
            return fail(written.error());
        shard.lastIssued = list.issuedAt;
        lists.append(std::move(list));
    }
    for (const IssuedCredential &issued : std::as_const(m_issued)) {
        const std::optional<int> number = issued.status ? shardOf(*issued.status) : std::nullopt;
        if (!number || *number >= lists.size())
            continue;
        constexpr qint64 perByte = 8 / entryBits;
        char &byte = lists[*number].bitmap[issued.status->index / perByte];
        byte = static_cast<char>(byte | static_cast<int>(issued.value) << (issued.status->index % perByte * entryBits));
    }
    return lists;
}

} // namespace dd::authority
