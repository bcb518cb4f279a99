#include "app/authority/publisher.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace dd::authority {

namespace {

constexpr QFile::Permissions readableByAll = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther;

std::unexpected<Error> publishFailed(const QString &path, const QString &why)
{
    return fail(ErrorCode::PublishFailed, path, why);
}

// A web server runs as somebody else than who publishes.
Result<void> makeSiteFolder(const QString &folder)
{
    if (QFileInfo(folder).isDir())
        return {};
    if (!QDir().mkpath(folder))
        return publishFailed(folder, QStringLiteral("the folder cannot be made"));
    QFile::setPermissions(folder, readableByAll | QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther);
    return {};
}

} // namespace

Result<void> Publisher::signLists()
{
    if (!m_state.status)
        return {};
    const quint64 changes = m_book.changes();
    const Result<QList<trust::StatusList>> lists = m_book.lists(m_clock.now());
    if (!lists)
        return fail(lists.error());
    QList<std::pair<QString, File>> fresh;
    for (const trust::StatusList &list : *lists) {
        const Result<QByteArray> bytes = trust::signStatusList(list, *m_state.status);
        if (!bytes)
            return fail(bytes.error());
        const QByteArray number = list.uri.sliced(m_state.statusPrefix().size());
        fresh.append({QStringLiteral("status/") + QString::fromLatin1(number), {*bytes, "application/statuslist+cwt"}});
    }
    m_lists = fresh;
    m_signedAt = m_clock.now();
    m_signedChanges = changes;
    return {};
}

// A counter that sees an entry of the catalogue finds its list, and one that sees a new list finds its root.
QList<std::pair<QString, Publisher::File>> Publisher::files() const
{
    QList<std::pair<QString, File>> all{{QStringLiteral("root.cose"), {m_state.root}}};
    if (!m_state.rootUpdates.isEmpty())
        all.append({QStringLiteral("root-updates.cbor"), {m_state.rootUpdates}});
    all.append({QStringLiteral("trust-list.cwt"), {m_state.trustList}});
    all.append(m_lists);
    QJsonArray uris;
    for (const QByteArray &uri : m_book.uris())
        uris.append(QString::fromLatin1(uri));
    const QJsonDocument catalogue(QJsonObject{{QStringLiteral("status_lists"), uris}});
    all.append({QStringLiteral("status/lists.json"), {catalogue.toJson(QJsonDocument::Compact), "application/json"}});
    return all;
}

Result<std::optional<Publisher::File>> Publisher::file(const QString &path)
{
    const qint64 now = m_clock.now();
    const bool isFresh = m_signedAt && m_signedChanges == m_book.changes() && now >= *m_signedAt && now < *m_signedAt + StatusBook::listTtl;
    if (!isFresh && path.startsWith(QLatin1String("status/"))) {
        if (const Result<void> made = signLists(); !made)
            return fail(made.error());
    }
    for (const auto &[name, file] : files()) {
        if (name == path)
            return file;
    }
    return std::nullopt;
}

Result<QStringList> Publisher::writeAll(const QString &folder)
{
    if (const Result<void> made = signLists(); !made)
        return fail(made.error());
    QStringList written;
    for (const auto &[name, file] : files()) {
        const QString path = folder + u'/' + name;
        if (const Result<void> made = makeSiteFolder(QFileInfo(path).path()); !made)
            return fail(made.error());
        QSaveFile out(path);
        const bool done = out.open(QIODevice::WriteOnly) && out.setPermissions(readableByAll) && out.write(file.content) == file.content.size() &&
                          out.commit();
        if (!done)
            return publishFailed(name, out.errorString());
        written.append(name);
    }
    return written;
}

} // namespace dd::authority
