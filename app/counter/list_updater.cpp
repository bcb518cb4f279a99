#include "app/counter/list_updater.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QtEndian>

namespace dd::counter {
namespace {

constexpr int roundEveryMs = 15 * 60 * 1000;
constexpr int httpOk = 200;
constexpr int httpNotModified = 304;
constexpr int httpNotFound = 404;
constexpr qsizetype mostStatusLists = 4096;
constexpr int mostBroken = 3; // answers that did not come: this round need not wait for the others

QString rootUpdatesName()
{
    return QStringLiteral("root-updates.cbor");
}

QString trustListName()
{
    return QStringLiteral("trust-list.cwt");
}

// Another server's ETags say nothing here.
QHash<QString, QByteArray> readEtags(const QByteArray &json, const QUrl &from)
{
    QHash<QString, QByteArray> etags;
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    if (object.value(QLatin1String("from")).toString() != from.toString())
        return etags;
    const QJsonObject kept = object.value(QLatin1String("etags")).toObject();
    for (auto each = kept.begin(); each != kept.end(); ++each)
        etags.insert(each.key(), each->toString().toLatin1());
    return etags;
}

QByteArray writeEtags(const QHash<QString, QByteArray> &etags, const QUrl &from)
{
    QJsonObject kept;
    for (auto each = etags.begin(); each != etags.end(); ++each)
        kept.insert(each.key(), QString::fromLatin1(*each));
    return QJsonDocument(QJsonObject{{QStringLiteral("from"), from.toString()}, {QStringLiteral("etags"), kept}}).toJson(QJsonDocument::Compact);
}

} // namespace

ListUpdater::ListUpdater(Post &post, platform::Network &network, Random &random, const QUrl &from, QObject *parent)
    : QObject(parent), m_post(post), m_network(network), m_random(random), m_from(from)
{
    if (!m_from.path().endsWith(QLatin1Char('/')))
        m_from.setPath(m_from.path() + QLatin1Char('/'));
    m_etags = readEtags(m_post.keptEtags(), m_from);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] { take(m_watcher.result()); });
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ListUpdater::runOnTimer);
}

void ListUpdater::runOnTimer()
{
    run();
    constexpr quint32 fifth = roundEveryMs / 5;
    const quint32 chance = qFromLittleEndian<quint32>(m_random.bytes(4).constData());
    m_timer.start(static_cast<int>(roundEveryMs - fifth + chance % (2 * fifth)));
}

void ListUpdater::run()
{
    if (!m_queue.isEmpty())
        return;
    m_report = {};
    m_broken = 0;
    m_queue = {{Step::RootUpdates, rootUpdatesName(), m_from.resolved(QUrl(rootUpdatesName()))},
               {Step::TrustList, trustListName(), m_from.resolved(QUrl(trustListName()))},
               {Step::Catalogue, QString(), m_from.resolved(QUrl(QStringLiteral("status/lists.json")))}};
    fetchNext();
}

void ListUpdater::fetchNext()
{
    if (m_queue.isEmpty())
        return finish();
    const Fetch &fetch = m_queue.constFirst();
    // What was lost here is fetched again, whatever its ETag.
    m_watcher.setFuture(m_network.get(fetch.url, isHeld(fetch) ? m_etags.value(fetch.name) : QByteArray()));
}

bool ListUpdater::isHeld(const Fetch &fetch) const
{
    switch (fetch.step) {
    case Step::RootUpdates:
        return m_post.holdsRootUpdates();
    case Step::TrustList:
        return m_post.trustList() != nullptr;
    case Step::Catalogue:
        return false; // small, and its content is not kept
    case Step::Status:
        break;
    }
    return m_post.statusListIssuedAt(fetch.name.toLatin1()).has_value();
}

// A country whose root never changed publishes no change of it; one whose issuers keep no status publishes no lists.
bool ListUpdater::mayBeMissing() const
{
    const Step step = m_queue.constFirst().step;
    return step == Step::RootUpdates || (step == Step::Catalogue && !m_post.expectsStatusLists());
}

void ListUpdater::take(const Result<platform::HttpResponse> &response)
{
    const QString name = m_queue.constFirst().name;
    if (!response) {
        trouble({ErrorCode::CounterUpdateFailed, {}, response.error().stage + QLatin1Char(' ') + response.error().detail, {}});
        ++m_broken;
    } else if (response->status == httpOk) {
        if (const Result<void> taken = takeBody(response->body); !taken)
            trouble(taken.error());
        else if (response->etag.isEmpty())
            m_etags.remove(name);
        else if (!name.isEmpty())
            m_etags.insert(name, response->etag);
    } else if (response->status != httpNotModified && !(response->status == httpNotFound && mayBeMissing())) {
        trouble({ErrorCode::CounterUpdateFailed, {}, QStringLiteral("HTTP %1").arg(response->status), {}});
    }
    m_queue.removeFirst();
    if (m_broken == mostBroken)
        m_queue.clear();
    fetchNext();
}

Result<void> ListUpdater::takeBody(const QByteArray &body)
{
    switch (m_queue.constFirst().step) {
    case Step::RootUpdates: {
        const int before = m_post.rootNumber();
        const Result<void> taken = m_post.offerRootUpdates(body);
        m_report.rootChanged = m_post.rootNumber() != before;
        return taken;
    }
    case Step::TrustList: {
        const qint64 before = m_post.trustList() != nullptr ? m_post.trustList()->sequence : 0;
        const Result<void> taken = m_post.offerTrustList(body);
        m_report.listChanged = taken && m_post.trustList()->sequence != before;
        return taken;
    }
    case Step::Catalogue:
        return takeCatalogue(body);
    case Step::Status:
        break;
    }
    const QByteArray uri = m_queue.constFirst().name.toLatin1();
    const std::optional<qint64> before = m_post.statusListIssuedAt(uri);
    const Result<void> taken = m_post.offerStatusList(body, uri);
    m_report.statusTaken += m_post.statusListIssuedAt(uri) != before ? 1 : 0;
    return taken;
}

// Unsigned: whoever leaves a list out makes this counter say that it cannot check, and whoever adds one is refused.
Result<void> ListUpdater::takeCatalogue(const QByteArray &body)
{
    const QJsonValue lists = QJsonDocument::fromJson(body).object().value(QLatin1String("status_lists"));
    const auto malformed = [](const char *detail) { return fail(ErrorCode::StatusListInvalid, QStringLiteral("catalogue"), QLatin1String(detail)); };
    if (!lists.isArray())
        return malformed("no list of status lists");
    if (lists.toArray().size() > mostStatusLists)
        return malformed("too many status lists");
    QList<Fetch> fetches;
    const QJsonArray uris = lists.toArray();
    for (const QJsonValue &each : uris) {
        const QString uri = each.toString();
        const QUrl url = urlOf(uri);
        if (!url.isValid() || !credential::isStatusUri(uri.toLatin1()))
            return malformed("not the uri of a status list");
        fetches.append({Step::Status, uri, url});
    }
    m_queue += fetches;
    return {};
}

QUrl ListUpdater::urlOf(const QString &statusUri) const
{
    static const QRegularExpression plainName(QStringLiteral("^[A-Za-z0-9_-][A-Za-z0-9._-]*$"));
    const QUrl url(statusUri, QUrl::StrictMode);
    if (url.scheme() == m_from.scheme() && url.authority() == m_from.authority())
        return url;
    const QString name = url.fileName();
    return plainName.match(name).hasMatch() ? m_from.resolved(QUrl(QStringLiteral("status/") + name)) : QUrl();
}

void ListUpdater::trouble(Error error)
{
    error.stage = m_queue.constFirst().url.fileName();
    m_report.troubles.append(std::move(error));
}

void ListUpdater::finish()
{
    if (const Result<void> kept = m_post.keepEtags(writeEtags(m_etags, m_from)); !kept)
        m_report.troubles.append(kept.error());
    emit finished(m_report);
}

} // namespace dd::counter
