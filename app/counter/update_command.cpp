#include "app/counter/update_command.h"

#include "app/counter/list_updater.h"
#include "app/counter/verdict_reporter.h"
#include "core/trust/verdict_json.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>

namespace dd::counter {
namespace {

QString moment(qint64 secondsUtc)
{
    return QDateTime::fromSecsSinceEpoch(secondsUtc, Qt::UTC).toString(Qt::ISODate);
}

QJsonObject toJson(const UpdateReport &report, const Post &post, qint64 now)
{
    QJsonObject object{{QStringLiteral("root"), post.rootNumber()},
                       {QStringLiteral("rootChanged"), report.rootChanged},
                       {QStringLiteral("trustListChanged"), report.listChanged},
                       {QStringLiteral("statusListsTaken"), report.statusTaken}};
    if (const trust::TrustList *list = post.trustList())
        object.insert(QStringLiteral("trustList"), QJsonObject{{QStringLiteral("sequence"), list->sequence},
                                                               {QStringLiteral("issued"), moment(list->issued)},
                                                               {QStringLiteral("nextUpdate"), moment(list->nextUpdate)}});
    QJsonArray status;
    for (const trust::StatusStore::Held &held : post.statusLists())
        status.append(QJsonObject{{QStringLiteral("uri"), QString::fromLatin1(held.uri)},
                                  {QStringLiteral("issued"), moment(held.issuedAt)},
                                  {QStringLiteral("expires"), moment(held.expires)}});
    object.insert(QStringLiteral("statusLists"), status);
    QJsonArray troubles;
    for (const Error &error : report.troubles) {
        QJsonObject trouble = trust::toJson(error, now);
        trouble.insert(QStringLiteral("file"), error.stage);
        troubles.append(trouble);
    }
    object.insert(QStringLiteral("troubles"), troubles);
    return object;
}

QString toText(const UpdateReport &report, const Post &post)
{
    const trust::TrustList *list = post.trustList();
    const QString held = list != nullptr ? QStringLiteral("trust list %1 of %2").arg(list->sequence).arg(moment(list->issued))
                                         : QStringLiteral("no trust list");
    return QStringLiteral("root %1, %2, %3 status lists (%4 new)\n")
        .arg(post.rootNumber())
        .arg(held)
        .arg(post.statusLists().size())
        .arg(report.statusTaken);
}

} // namespace

int runUpdate(const Options &options, const Clock &clock, Random &random, platform::Network &network, QIODevice &output, QIODevice &errors)
{
    VerdictReporter reporter(options.json, clock, output, errors);
    const Result<std::unique_ptr<Post>> opened = Post::open(options, clock, random); // a list held that is refused is what this mends
    if (!opened) {
        reporter.say(opened.error());
        return reporter.exitCode();
    }
    Post &post = **opened;
    ListUpdater updater(post, network, random, options.updateFrom);
    UpdateReport report;
    QObject::connect(&updater, &ListUpdater::finished, &updater, [&report](const UpdateReport &done) {
        report = done;
        QCoreApplication::quit();
    });
    QMetaObject::invokeMethod(&updater, &ListUpdater::run, Qt::QueuedConnection);
    QCoreApplication::exec();
    reporter.say(toJson(report, post, clock.now()), toText(report, post));
    for (const Error &error : report.troubles)
        reporter.warn(error);
    return report.troubles.isEmpty() ? ExitValid : ExitCannotCheck;
}

} // namespace dd::counter
