#include "app/authority/request_log.h"

#include "core/crypto/symmetric.h"

namespace dd::authority {

namespace {

constexpr qint64 requestFormat = 1;
constexpr qint64 answeredWindow = 600; // either side of our clock
constexpr qint64 keepAnswered = 86'400;

cbor::Value requestField(qint64 key)
{
    return cbor::Value::integer(key);
}

} // namespace

Result<RequestLog> RequestLog::load(RecordStore &records, const QString &kind)
{
    RequestLog log(records, kind);
    const Result<QList<std::pair<QString, cbor::Value>>> stored = records.all(kind);
    if (!stored)
        return fail(stored.error());
    for (const auto &[name, content] : *stored) {
        const auto value = [&record = content](qint64 key) {
            const cbor::Value *found = record.find(key);
            return found ? *found : cbor::Value();
        };
        if (value(0).toInteger() != requestFormat)
            return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("record"), QStringLiteral("written by another version"));
        log.m_entries.insert(name, {value(1).toBytes(), value(2).toBytes(), value(3).toBytes(), value(4).toBytes(), value(5).toInteger(),
                                    value(6).toBool()});
    }
    return log;
}

const RequestEntry *RequestLog::find(QByteArrayView id) const
{
    const auto found = m_entries.constFind(m_records->nameOf(m_kind, id));
    return found == m_entries.cend() ? nullptr : &*found;
}

Result<void> RequestLog::insert(QByteArrayView id, const RequestEntry &entry)
{
    const QString name = m_records->nameOf(m_kind, id);
    const Result<void> written = m_records->put(name, cbor::Value::map({
                                                          {requestField(0), cbor::Value::integer(requestFormat)},
                                                          {requestField(1), cbor::Value::bytes(entry.thumbprint)},
                                                          {requestField(2), cbor::Value::bytes(entry.payloadHash)},
                                                          {requestField(3), cbor::Value::bytes(entry.token)},
                                                          {requestField(4), cbor::Value::bytes(entry.content)},
                                                          {requestField(5), cbor::Value::integer(entry.receivedAt)},
                                                          {requestField(6), cbor::Value::boolean(entry.late)},
                                                      }));
    if (!written)
        return written;
    m_entries.insert(name, entry);
    return {};
}

Result<void> RequestLog::forgetBefore(qint64 moment)
{
    for (auto entry = m_entries.begin(); entry != m_entries.end();) {
        if (entry->receivedAt >= moment) {
            ++entry;
            continue;
        }
        if (const Result<void> removed = m_records->remove(entry.key()); !removed)
            return removed;
        entry = m_entries.erase(entry);
    }
    return {};
}

Result<void> RequestLog::admit(QByteArrayView id, qint64 requestedAt, qint64 now) const
{
    if (requestedAt < now - answeredWindow || requestedAt > now + answeredWindow)
        return fail(ErrorCode::RequestOutdated, QStringLiteral("requestedAt"));
    if (find(id))
        return fail(ErrorCode::RequestReplayed, QStringLiteral("id"));
    return {};
}

Result<void> RequestLog::noteAnswered(QByteArrayView id, const credential::SignedByHolder &request, qint64 now)
{
    if (const Result<void> forgotten = forgetBefore(now - keepAnswered); !forgotten)
        return forgotten;
    return insert(id, {request.thumbprint, crypto::sha256(request.payload), {}, {}, now, false});
}

} // namespace dd::authority
