// Fetches what a post holds: changes of the root, the trust list, every status list. On a timer and never on a scan: which status list
// is fetched when would tell who is being checked. Everything is signed, so that it does not matter whose server it comes from; what is
// refused or cannot be had leaves what is held in force, and is said.
//
// At `from`: root-updates.cbor, trust-list.cwt, status/lists.json {"status_lists": [uri…]}, and the status lists. Those of another host than
// `from` (a mirror) are fetched at status/<last part of the uri>. ETags are kept in etags.json of the state folder.
#pragma once

#include "app/counter/post.h"
#include "platform/network.h"

#include <QFutureWatcher>
#include <QHash>
#include <QObject>
#include <QTimer>
#include <QUrl>

namespace dd::counter {

struct UpdateReport
{
    bool listChanged = false;
    bool rootChanged = false;
    int statusTaken = 0; // status lists that were newer
    QList<Error> troubles;
};

class ListUpdater : public QObject
{
    Q_OBJECT
public:
    // `post` and `network` outlive it.
    ListUpdater(Post &post, platform::Network &network, Random &random, const QUrl &from, QObject *parent = nullptr);

    // One round; nothing while one is under way.
    void run();
    // A round now, and one about every quarter of an hour: not all counters of a country at once.
    void runOnTimer();

signals:
    void finished(const dd::counter::UpdateReport &report);

private:
    enum class Step { RootUpdates, TrustList, Catalogue, Status };
    struct Fetch
    {
        Step step = Step::RootUpdates;
        QString name; // under which its ETag is kept
        QUrl url;
    };

    void fetchNext();
    void take(const Result<platform::HttpResponse> &response);
    [[nodiscard]] Result<void> takeBody(const QByteArray &body);
    [[nodiscard]] Result<void> takeCatalogue(const QByteArray &body);
    [[nodiscard]] bool mayBeMissing() const;
    [[nodiscard]] bool isHeld(const Fetch &fetch) const;
    [[nodiscard]] QUrl urlOf(const QString &statusUri) const;
    void trouble(Error error);
    void finish();

    Post &m_post;
    platform::Network &m_network;
    Random &m_random;
    QUrl m_from; // ends in "/"
    QHash<QString, QByteArray> m_etags;
    QList<Fetch> m_queue; // the first is under way
    QFutureWatcher<Result<platform::HttpResponse>> m_watcher;
    UpdateReport m_report;
    int m_broken = 0; // answers that did not come in this round
    QTimer m_timer;
};

} // namespace dd::counter
