// What a post fetches, from a server on this machine, and what it makes of one that lies, lags or is gone.
#include "app/counter/counter_controller.h"
#include "app/counter/list_updater.h"
#include "tests/app/counter/post_stand.h"
#include "tests/support/registry.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>

using namespace dd;
using dd::counter::ListUpdater;
using dd::counter::Post;
using dd::counter::UpdateReport;
using dd::test::PostStand;
using dd::test::World;

namespace {

// Plain files with their ETags, as any web server gives them.
class FileServer : public QTcpServer
{
public:
    FileServer()
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("no server");
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(*socket); });
            }
        });
    }
    [[nodiscard]] QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1/ds").arg(serverPort())); }
    void put(const char *name, const QByteArray &body) { m_files.insert(QByteArray("/ds/") + name, body); }
    void remove(const char *name) { m_files.remove(QByteArray("/ds/") + name); }

    bool hasTags = true;
    QByteArray status = "200 OK"; // anything else is all that is said
    std::optional<QByteArray> hangsUpAt; // paths that have this in them
    QByteArrayList asked; // paths, in order
    int unchanged = 0;    // answers that were 304

private:
    void answer(QTcpSocket &socket)
    {
        m_requests[&socket] += socket.readAll();
        const QByteArray request = m_requests.value(&socket);
        if (!request.contains("\r\n\r\n"))
            return;
        m_requests.remove(&socket);
        const QByteArray path = request.split(' ').value(1);
        asked.append(path);
        if (!hangsUpAt || !path.contains(*hangsUpAt))
            socket.write(answerTo(path, request));
        socket.disconnectFromHost();
    }
    [[nodiscard]] QByteArray answerTo(const QByteArray &path, const QByteArray &request)
    {
        const auto withBody = [](const QByteArray &line, const QByteArray &head, const QByteArray &body) {
            return "HTTP/1.1 " + line + "\r\n" + head + "Content-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
        };
        if (status != "200 OK")
            return withBody(status, {}, "trouble");
        if (!m_files.contains(path))
            return withBody("404 Not Found", {}, "none");
        const QByteArray body = m_files.value(path);
        const QByteArray etag = '"' + QByteArray::number(qHash(body), 16) + '"';
        if (!hasTags)
            return withBody("200 OK", {}, body);
        if (!request.contains("If-None-Match: " + etag))
            return withBody("200 OK", "ETag: " + etag + "\r\n", body);
        ++unchanged;
        return "HTTP/1.1 304 Not Modified\r\nETag: " + etag + "\r\nConnection: close\r\n\r\n";
    }

    QHash<QByteArray, QByteArray> m_files;
    QHash<QTcpSocket *, QByteArray> m_requests;
};

} // namespace

namespace dd::test {

// A post with no trust list yet, and a server that has everything.
struct UpdateStand : PostStand
{
    UpdateStand() : network(platform::makeNetwork(5000))
    {
        options.trustFile.clear();
        server.put("trust-list.cwt", read("trust-list.cwt"));
        server.put("status/lists.json", "{\"status_lists\":[\"" + statusUri + "\"]}");
        server.put("status/1", statusList(World::now - 600));
    }
    UpdateReport update(Post &post)
    {
        ListUpdater updater(post, *network, random, server.url());
        std::optional<UpdateReport> report;
        QEventLoop loop;
        QObject::connect(&updater, &ListUpdater::finished, &loop, [&](const UpdateReport &done) {
            report = done;
            loop.quit();
        });
        QTimer::singleShot(20'000, &loop, &QEventLoop::quit);
        updater.run();
        loop.exec();
        if (!report)
            qFatal("the update does not end");
        return *report;
    }
    // The roots that come after the first, and a list signed by the last of them.
    QByteArray rollRoot(qint64 notBefore)
    {
        auto next = make();
        const auto update = trust::signRootUpdate({rootNumber, world.root->publicKey()}, *world.root, *next, notBefore);
        const auto longer = update ? trust::extendRootChain(chain, *update) : fail(update.error());
        if (!longer)
            qFatal("no root update");
        chain = *longer;
        ++rootNumber;
        world.root = std::move(next);
        return chain;
    }

    FileServer server;
    std::unique_ptr<platform::Network> network;
    QByteArray chain;
    int rootNumber = 1;
};

} // namespace dd::test

using dd::test::UpdateStand;

class TestUpdates : public QObject
{
    Q_OBJECT
private slots:
    void everythingIsFetchedOnceAndThenOnlyAskedFor()
    {
        UpdateStand stand;
        const auto post = stand.open();
        QVERIFY(post->trustList() == nullptr);
        const UpdateReport first = stand.update(*post);
        QVERIFY2(first.troubles.isEmpty(), qPrintable(first.troubles.value(0).stage + first.troubles.value(0).detail));
        QVERIFY(first.listChanged);
        QCOMPARE(first.statusTaken, 1);
        QCOMPARE(stand.look(*post, 0).overall, trust::Overall::Valid);
        QCOMPARE(stand.look(*post, 1).status, trust::StatusState::Revoked);
        QCOMPARE(stand.server.asked,
                 (QByteArrayList{"/ds/root-updates.cbor", "/ds/trust-list.cwt", "/ds/status/lists.json", "/ds/status/1"}));
        QCOMPARE(stand.server.unchanged, 0);

        const auto again = stand.open(); // the ETags outlive the program
        const UpdateReport second = stand.update(*again);
        QVERIFY(second.troubles.isEmpty());
        QVERIFY(!second.listChanged);
        QCOMPARE(second.statusTaken, 0);
        QCOMPARE(stand.server.unchanged, 2);
        QCOMPARE(stand.look(*again, 1).status, trust::StatusState::Revoked);

        stand.server.put("status/1", stand.statusList(World::now - 60, QByteArray("\x01\x00", 2))); // entry 0 is revoked meanwhile
        QCOMPARE(stand.update(*again).statusTaken, 1);
        QCOMPARE(stand.look(*again, 0).status, trust::StatusState::Revoked);
    }

    void aServerWithoutTagsServesToo()
    {
        UpdateStand stand;
        stand.server.hasTags = false;
        const auto post = stand.open();
        QCOMPARE(stand.update(*post).statusTaken, 1);
        const UpdateReport again = stand.update(*post); // the same once more is nothing new, and no trouble
        QVERIFY(again.troubles.isEmpty());
        QVERIFY(!again.listChanged);
        QCOMPARE(again.statusTaken, 0);
        QCOMPARE(stand.server.asked.size(), 8);
    }

    void whatWasLostIsFetchedAgain()
    {
        UpdateStand stand;
        QVERIFY(stand.update(*stand.open()).troubles.isEmpty());
        QVERIFY(QDir(stand.options.stateFolder + QStringLiteral("/status")).removeRecursively());
        QVERIFY(QFile::remove(stand.options.stateFolder + QStringLiteral("/trust-list.cwt")));
        const auto post = stand.open();
        const UpdateReport report = stand.update(*post);
        QVERIFY(report.listChanged);
        QCOMPARE(report.statusTaken, 1);
        QCOMPARE(stand.server.unchanged, 0);
    }

    void whatIsRefusedLeavesWhatIsHeld_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QStringList>("files");
        const QStringList all{QStringLiteral("root-updates.cbor"), QStringLiteral("trust-list.cwt"), QStringLiteral("lists.json")};
        QTest::newRow("a server in trouble") << 0 << all;
        QTest::newRow("a broken line") << 1 << all;
        QTest::newRow("a page in the place of everything") << 2 << all;
        QTest::newRow("everything of the day before") << 3 << QStringList{QStringLiteral("trust-list.cwt"), QStringLiteral("1")};
        QTest::newRow("a catalogue that leads elsewhere") << 4 << QStringList{QStringLiteral("lists.json")};
        QTest::newRow("a list that is gone") << 5 << QStringList{QStringLiteral("1")};
        QTest::newRow("no lists at all") << 6 << QStringList{QStringLiteral("trust-list.cwt"), QStringLiteral("lists.json")};
        QTest::newRow("a list that no issuer keeps") << 7 << QStringList{QStringLiteral("2")};
    }
    void whatIsRefusedLeavesWhatIsHeld()
    {
        QFETCH(int, what);
        QFETCH(QStringList, files);
        UpdateStand stand;
        const auto post = stand.open();
        QVERIFY(stand.update(*post).troubles.isEmpty());
        switch (what) {
        case 0:
            stand.server.status = "500 Broken";
            break;
        case 1:
            stand.server.hangsUpAt = "/ds/";
            break;
        case 2:
            for (const char *name : {"root-updates.cbor", "trust-list.cwt", "status/lists.json"})
                stand.server.put(name, "<html>Please log in</html>");
            break;
        case 3:
            stand.world.writeTrustList("older.cwt", 2);
            stand.server.put("trust-list.cwt", stand.read("older.cwt"));
            stand.server.put("status/1", stand.statusList(World::now - 7200));
            break;
        case 4:
            stand.server.put("status/lists.json", "{\"status_lists\":[\"https://status.vi-du.vn/..\"]}");
            break;
        case 5:
            stand.server.remove("status/1");
            break;
        case 6:
            stand.server.remove("trust-list.cwt");
            stand.server.remove("status/lists.json");
            break;
        default:
            stand.server.put("status/lists.json", "{\"status_lists\":[\"https://status.khac.vn/2\",\"" + PostStand::statusUri + "\"]}");
            stand.server.put("status/2", stand.statusList(World::now));
        }
        const UpdateReport report = stand.update(*post);
        QStringList named;
        for (const Error &error : report.troubles)
            named.append(error.stage);
        QCOMPARE(named, files);
        QCOMPARE(report.statusTaken, 0);
        QCOMPARE(post->trustList()->sequence, 3);
        QCOMPARE(stand.look(*post, 0).overall, trust::Overall::Valid);
        QCOMPARE(stand.look(*post, 1).status, trust::StatusState::Revoked);
        QCOMPARE(stand.look(*stand.open(), 1).status, trust::StatusState::Revoked);
    }

    // A server that hangs up at everything is not asked for forty lists, one after the other.
    void aServerThatIsGoneIsLeftAlone()
    {
        UpdateStand stand;
        QByteArray lists;
        for (int number = 1; number <= 40; ++number)
            lists += "\"" + PostStand::statusPrefix + QByteArray::number(number) + "\",";
        lists.chop(1);
        stand.server.put("status/lists.json", "{\"status_lists\":[" + lists + "]}");
        stand.server.hangsUpAt = "/ds/status/33";
        const auto post = stand.open();
        QCOMPARE(stand.update(*post).statusTaken, 1); // one that breaks off keeps none of the others out
        QVERIFY(stand.server.asked.contains("/ds/status/40"));
        stand.server.asked.clear();
        stand.server.hangsUpAt = "/ds/status/1"; // 10 and 11 too
        (void)stand.update(*post);
        QVERIFY(stand.server.asked.contains("/ds/status/11"));
        QVERIFY(!stand.server.asked.contains("/ds/status/12"));
    }

    void theRootRollsOver()
    {
        UpdateStand stand;
        const auto post = stand.open();
        QVERIFY(stand.update(*post).troubles.isEmpty());
        const QByteArray pin = stand.read("state/root.cose");
        stand.server.put("root-updates.cbor", stand.rollRoot(World::now + 3600));
        QVERIFY(stand.update(*post).troubles.isEmpty());
        QCOMPARE(post->rootNumber(), 1); // its time has not come

        // From then on the second root's list is the one that counts, and the first's, taken in before, serves until it comes.
        stand.clock.advance(3600);
        QCOMPARE(post->rootNumber(), 2);
        QCOMPARE(stand.look(*stand.open(), 0).overall, trust::Overall::Valid);
        stand.world.writeTrustList("second.cwt", 4, World::now);
        stand.server.put("trust-list.cwt", stand.read("second.cwt"));
        const UpdateReport report = stand.update(*post);
        QVERIFY2(report.troubles.isEmpty(), qPrintable(report.troubles.value(0).stage + report.troubles.value(0).detail));
        QVERIFY(report.listChanged);
        QCOMPARE(stand.open()->trustList()->sequence, 4);

        // Two steps at once, for who was away; and no way back.
        const QByteArray two = stand.chain;
        stand.server.put("root-updates.cbor", stand.rollRoot(World::now + 3600));
        QVERIFY(stand.update(*post).rootChanged);
        QCOMPARE(post->rootNumber(), 3);
        stand.server.put("root-updates.cbor", two);
        const UpdateReport back = stand.update(*post);
        QCOMPARE(back.troubles.value(0).code, ErrorCode::RootUpdateInvalid);
        QCOMPARE(post->rootNumber(), 3);
        QCOMPARE(stand.read("state/root.cose"), pin);
        const auto fresh = stand.open();
        QCOMPARE(fresh->rootNumber(), 3);
        QCOMPARE(fresh->trustList()->sequence, 4);
    }

    void aBundleServesTheFirstLaunch()
    {
        UpdateStand stand;
        QDir().mkpath(stand.world.path("bundle"));
        stand.world.write("bundle/root.cose", stand.world.root->publicKey().cose());
        stand.world.write("bundle/root-updates.cbor", stand.rollRoot(World::now - 60));
        stand.world.writeTrustList("bundle/trust-list.cwt", 4);
        stand.options.rootFile.clear();
        stand.options.bundleFolder = stand.world.path("bundle");
        {
            const auto post = stand.open();
            QVERIFY(!post->trustProblem());
            QCOMPARE(post->rootNumber(), 2);
            QCOMPARE(post->check(stand.world.show(stand.world.pass(*stand.world.issuer))).overall, trust::Overall::Valid);
        }
        QVERIFY(QFile::exists(stand.world.path("state/root.cose")));

        // What was taken in since is newer, and the bundle is passed over; without it what was kept serves.
        stand.options.trustFile = stand.world.writeTrustList("newer.cwt", 5);
        QCOMPARE(stand.open()->trustList()->sequence, 5);
        stand.options.trustFile.clear();
        QCOMPARE(stand.open()->trustList()->sequence, 5);
        QVERIFY(!stand.open()->trustProblem());
        stand.options.bundleFolder.clear();
        QCOMPARE(stand.open()->trustList()->sequence, 5);

        // Another program's bundle moves nothing here.
        World other;
        stand.options.bundleFolder = QFileInfo(other.path("root.cose")).path();
        QCOMPARE(stand.open()->trustList()->sequence, 5);
    }

    void aBundleThatIsNoneIsSaid()
    {
        UpdateStand stand;
        stand.options.bundleFolder = stand.world.path("nothing");
        const auto post = stand.open(); // --root was given
        QCOMPARE(post->trustProblem()->code, ErrorCode::CounterFileUnreadable);
        stand.options.rootFile.clear();
        stand.options.stateFolder = stand.world.path("another");
        const auto none = Post::open(stand.options, stand.clock, stand.random);
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::CounterFileUnreadable);
    }

    // The window fetches on its timer, and a scan fetches nothing.
    void aScanFetchesNothing()
    {
        UpdateStand stand;
        stand.options.updateFrom = stand.server.url();
        counter::CounterController controller(stand.options, stand.clock, stand.random);
        QCOMPARE(controller.trustKind(), QStringLiteral("error"));
        controller.keepUpdated(*stand.network, stand.random);
        QTRY_COMPARE(controller.trustKind(), QStringLiteral("demo"));
        QTRY_COMPARE(stand.server.asked.size(), 4);
        QCOMPARE(controller.noticeKind(), QStringLiteral("ok"));
        for (const qint64 index : {0, 1, 2}) {
            stand.world.status = credential::StatusReference{index, PostStand::statusUri};
            controller.submit(stand.world.show(stand.world.pass(*stand.world.issuer)));
            QCOMPARE(controller.phase(), index == 0 ? counter::CounterController::Phase::Valid : counter::CounterController::Phase::Invalid);
        }
        QTest::qWait(100);
        QCOMPARE(stand.server.asked.size(), 4);
    }

    void theProgramUpdates()
    {
        UpdateStand stand;
        const auto run = [&](const QStringList &more, QJsonObject *said = nullptr) {
            QProcess program;
            program.start(QCoreApplication::applicationDirPath() + QStringLiteral("/dinhdanh-counter"),
                          QStringList{QStringLiteral("update"), QStringLiteral("--json"), QStringLiteral("--demo"), QStringLiteral("--root"),
                                      stand.options.rootFile} +
                              more);
            if (!QTest::qWaitFor([&program] { return program.state() == QProcess::NotRunning; }, 30'000)) // the server answers meanwhile
                return -1;
            if (said != nullptr)
                *said = QJsonDocument::fromJson(program.readLine()).object();
            return program.exitCode();
        };
        const QStringList here{QStringLiteral("--state"), stand.options.stateFolder, QStringLiteral("--from"), stand.server.url().toString()};
        QJsonObject said;
        QCOMPARE(run(here, &said), 0);
        QCOMPARE(said.value(QLatin1String("statusListsTaken")).toInt(), 1);
        QCOMPARE(said.value(QLatin1String("trustList")).toObject().value(QLatin1String("sequence")).toInt(), 3);
        QCOMPARE(said.value(QLatin1String("root")).toInt(), 1);
        QCOMPARE(stand.look(*stand.open(), 1).status, trust::StatusState::Revoked);

        stand.server.status = "503 Busy";
        QCOMPARE(run(here, &said), 2);
        const QJsonArray troubles = said.value(QLatin1String("troubles")).toArray();
        QCOMPARE(troubles.size(), 3);
        QCOMPARE(troubles.at(1).toObject().value(QLatin1String("file")).toString(), QStringLiteral("trust-list.cwt"));
        QCOMPARE(said.value(QLatin1String("trustList")).toObject().value(QLatin1String("sequence")).toInt(), 3);

        const QStringList state{QStringLiteral("--state"), stand.options.stateFolder};
        QCOMPARE(run(state), 64);
        for (const char *url : {"http://example.org/", "ftp://127.0.0.1/", "nowhere", "https://", "https://vi-du.vn/?q"})
            QCOMPARE(run(state + QStringList{QStringLiteral("--from"), QLatin1String(url)}), 64);
    }
};

DD_TEST(TestUpdates)
#include "test_updates.moc"
