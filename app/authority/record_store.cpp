#include "app/authority/record_store.h"

#include "app/authority/state.h"
#include "core/crypto/symmetric.h"

#include <QDir>
#include <QFile>

namespace dd::authority {

namespace {

constexpr qsizetype maxRecordSize = 256 * 1024;
constexpr char recordContext[] = "ddAuRec1";

} // namespace

RecordStore::RecordStore(QString folder, const Secret &masterKey, Random &random)
    : m_folder(std::move(folder))
    , m_sealKey(crypto::subKey(masterKey, 1, recordContext))
    , m_nameKey(crypto::subKey(masterKey, 2, recordContext))
    , m_random(random)
{
}

QString RecordStore::nameOf(const QString &kind, QByteArrayView identity) const
{
    const Secret hash = crypto::blake2b(m_nameKey, {kind.toUtf8(), QByteArrayView("\0", 1), identity});
    return kind + u'-' + QString::fromLatin1(hash.view().toByteArray().toHex());
}

Result<void> RecordStore::put(const QString &name, const cbor::Value &content)
{
    QByteArray plain = cbor::encode(content);
    const QByteArray sealed = crypto::seal(m_sealKey, plain, name.toUtf8(), m_random);
    wipe(plain);
    if (sealed.isEmpty() || sealed.size() > maxRecordSize)
        return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("record"), QStringLiteral("cannot be sealed"));
    return writeDurably(m_folder + u'/' + name, sealed, stateErrors);
}

Result<void> RecordStore::remove(const QString &name)
{
    if (!QFile::remove(m_folder + u'/' + name))
        return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("record"), QStringLiteral("cannot be removed"));
    return syncFolder(m_folder, stateErrors);
}

Result<QList<std::pair<QString, cbor::Value>>> RecordStore::all(const QString &kind) const
{
    QList<std::pair<QString, cbor::Value>> records;
    for (const QString &name : QDir(m_folder).entryList({kind + QStringLiteral("-*")}, QDir::Files, QDir::Name)) {
        if (name.endsWith(unfinishedSuffix)) // a write that a crash cut short; it was never acknowledged
            continue;
        const Result<std::optional<QByteArray>> sealed = readBounded(m_folder + u'/' + name, maxRecordSize, stateErrors);
        if (!sealed)
            return fail(sealed.error());
        const Result<Secret> plain = crypto::open(m_sealKey, sealed->value_or(QByteArray()), name.toUtf8());
        if (!plain)
            return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("record"), QStringLiteral("cannot be opened"));
        const Result<cbor::Value> content = cbor::decode(plain->view());
        if (!content)
            return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("record"), QStringLiteral("malformed"));
        records.append({name, *content});
    }
    return records;
}

} // namespace dd::authority
