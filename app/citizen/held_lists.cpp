#include "app/citizen/held_lists.h"

#include "core/base/durable_file.h"

#include <QDir>
#include <QFile>

namespace dd::citizen {
namespace {

constexpr QLatin1String trustListFile("trust-list.cwt");
constexpr QLatin1String rootUpdatesFile("root-updates.cbor");

} // namespace

QByteArray HeldLists::read(QLatin1String name, qint64 limit) const
{
    for (const QString &folder : {m_services.profile, m_services.bundle}) {
        QFile file(QDir(folder).filePath(name));
        if (!folder.isEmpty() && file.open(QIODevice::ReadOnly))
            return file.read(limit);
    }
    return {};
}

Result<void> HeldLists::write(QLatin1String name, const QByteArray &bytes) const
{
    return writeDurably(QDir(m_services.profile).filePath(name), bytes, {ErrorCode::VaultStorageFailed});
}

Result<QList<trust::Root>> HeldLists::roots(qint64 until) const
{
    if (!m_services.root)
        return fail(ErrorCode::AuthorityUnverified, QStringLiteral("trust list"), QStringLiteral("no root key is installed"));
    return trust::rootsUntil({1, *m_services.root}, read(rootUpdatesFile, trust::rootUpdatesSizeLimit), until);
}

Result<trust::TrustList> HeldLists::allowed(Result<trust::TrustList> list) const
{
    if (list && list->demo && !m_services.demo)
        return fail(ErrorCode::DemoNotAllowed, QStringLiteral("trust list"));
    return list;
}

Result<std::optional<trust::TrustList>> HeldLists::trustList() const
{
    const QByteArray held = m_services.root ? read(trustListFile, trust::trustListSizeLimit) : QByteArray();
    if (held.isEmpty())
        return std::nullopt;
    const Result<QList<trust::Root>> known = roots(m_services.clock->now());
    if (!known)
        return fail(known.error());
    Result<trust::TrustList> list = allowed(trust::openHeldTrustList(held, *known));
    if (!list)
        return fail(list.error());
    return std::move(*list);
}

Result<trust::TrustList> HeldLists::takeTrustList(const QByteArray &offered) const
{
    const Result<QList<trust::Root>> known = roots(m_services.clock->now());
    if (!known)
        return fail(known.error());
    const QByteArray held = read(trustListFile, trust::trustListSizeLimit);
    Result<trust::TrustList> list = allowed(trust::updateTrustList(held, offered, known->constLast().key));
    if (list && offered != held) {
        if (const Result<void> written = write(trustListFile, offered); !written)
            return fail(written.error());
    }
    return list;
}

Result<void> HeldLists::takeRootUpdates(const QByteArray &chain) const
{
    if (!m_services.root)
        return fail(ErrorCode::AuthorityUnverified, QStringLiteral("trust list"), QStringLiteral("no root key is installed"));
    const QByteArray held = read(rootUpdatesFile, trust::rootUpdatesSizeLimit);
    if (chain == held)
        return {};
    if (const Result<void> extends = trust::extendsRoots({1, *m_services.root}, held, chain); !extends)
        return extends;
    return write(rootUpdatesFile, chain);
}

} // namespace dd::citizen
