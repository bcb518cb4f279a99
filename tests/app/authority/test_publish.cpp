// What everybody may fetch: over HTTP with tags, and as files for any web server.
#include "core/trust/status_store.h"
#include "tests/app/authority/authority_world.h"
#include "tests/app/authority/published_site.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd::test;
namespace trust = dd::trust;

namespace {

HttpAnswer getIf(int port, const QByteArray &path, const QByteArray &tags)
{
    return rawRequest(port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nIf-None-Match: " + tags + "\r\nConnection: close\r\n\r\n");
}

QByteArray catalogue(const QByteArray &uris)
{
    return "{\"status_lists\":[" + uris + "]}";
}

QByteArray headerOf(const HttpAnswer &answer, const QByteArray &name)
{
    const qsizetype start = answer.head.indexOf("\r\n" + name + ": ");
    const QByteArray rest = answer.head.mid(start + 4 + name.size());
    return start < 0 ? QByteArray() : rest.left(rest.indexOf("\r\n") < 0 ? rest.size() : rest.indexOf("\r\n"));
}

} // namespace

class TestPublish : public QObject
{
    Q_OBJECT
private slots:
    void everyFileHasItsTag_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("type");
        for (const char *path : {"/trust-list", "/trust-list.cwt", "/root.cose", "/root-updates", "/root-updates.cbor"})
            QTest::newRow(path) << QByteArray(path) << QByteArray("application/cbor");
        QTest::newRow("lists") << QByteArray("/status/lists.json") << QByteArray("application/json");
        QTest::newRow("list") << QByteArray("/status/0") << QByteArray("application/statuslist+cwt");
    }
    void everyFileHasItsTag()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, type);
        World &world = rolledWorld();
        const HttpAnswer answer = get(world.port(), path);
        QCOMPARE(answer.status, 200);
        QCOMPARE(headerOf(answer, "Content-Type"), type);
        QCOMPARE(headerOf(answer, "Cache-Control"), QByteArray("no-cache"));
        const QByteArray tag = headerOf(answer, "ETag");
        QCOMPARE(tag, '"' + dd::crypto::sha256(answer.body).first(16).toHex() + '"');
        for (const QByteArray &held : {tag, "\"other\", " + tag, "W/" + tag, QByteArray("*")}) {
            const HttpAnswer again = getIf(world.port(), path, held);
            QCOMPARE(again.status, 304);
            QVERIFY(again.body.isEmpty());
            QCOMPARE(headerOf(again, "Content-Length").toLongLong(), answer.body.size());
            QCOMPARE(headerOf(again, "ETag"), tag);
        }
        for (const QByteArray &other : {QByteArray("\"other\""), tag.chopped(1), QByteArray("")}) {
            const HttpAnswer whole = getIf(world.port(), path, other);
            QCOMPARE(whole.status, 200);
            QCOMPARE(whole.body, answer.body);
        }
    }

    void whatIsNotThereIsNotThere()
    {
        World &world = rolledWorld();
        for (const char *path : {"/status/1", "/status/", "/status/00", "/status/../state", "/record.key", "/status/99999999"})
            QVERIFY2(get(world.port(), path).status == 404, path);
        World plain; // no status lists, and one root
        QCOMPARE(get(plain.port(), "/root-updates").status, 404);
        QCOMPARE(get(plain.port(), "/status/0").status, 404);
        QCOMPARE(get(plain.port(), "/status/lists.json").body, catalogue({}));
    }

    // Signed again when something changed and when counters ask again; each time acceptable after the one before it.
    void aStatusListIsSignedAgainWhenItMatters()
    {
        World world(true, sitePrefix);
        const auto root = dd::crypto::PublicKey::fromCose(QByteArrayView(get(world.port(), "/root.cose").body)).value();
        const trust::TrustList list = trust::openTrustList(get(world.port(), "/trust-list").body, root).value();
        trust::StatusStore store;
        QByteArray held;
        const auto isNew = [&] {
            const QByteArray offered = get(world.port(), "/status/0").body;
            if (!store.offer(offered, sitePrefix + '0', list.issuers.constFirst()))
                qFatal("a counter refuses the list");
            return std::exchange(held, offered) != offered;
        };
        QVERIFY(isNew());
        QVERIFY(!isNew());
        world.clock.advance(899);
        QVERIFY(!isNew());
        world.clock.advance(1);
        QVERIFY(isNew());
        Enrolment first;
        QCOMPARE(world.enrol(first, DemoCountry::instance().card).status, 200);
        QVERIFY(!isNew()); // one more place that says nothing
        Enrolment second;
        QCOMPARE(world.enrol(second, DemoCountry::instance().rsaCard).status, 200);
        QVERIFY(isNew()); // the first one's is revoked
        world.restart();
        QVERIFY(isNew());
        QCOMPARE(store.held().constFirst().ttl.value_or(0), 900);
    }

    // Whatever a web server needs, and nothing that it must not have.
    void filesForAnyWebServer()
    {
        dd::FixedClock clock(worldTime);
        Operator run(clock);
        QCOMPARE(run(QStringLiteral("init --demo --status-prefix ") + QString::fromLatin1(sitePrefix)).code, 0);
        QCOMPARE(run(QStringLiteral("root roll")).code, 0);
        QCOMPARE(run.publish().out, QStringLiteral("root.cose\nroot-updates.cbor\ntrust-list.cwt\nstatus/0\nstatus/lists.json\n"));
        const auto all = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther;
        const auto mode = [&run](const char *name) {
            return QFile::permissions(run.site() + u'/' + QLatin1String(name)) & ~(QFile::ReadUser | QFile::WriteUser | QFile::ExeUser);
        };
        for (const char *name : {"root.cose", "root-updates.cbor", "trust-list.cwt", "status/0", "status/lists.json"})
            QCOMPARE(mode(name), all);
        for (const char *name : {"", "status"})
            QCOMPARE(mode(name), all | QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther);
        QCOMPARE(QDir(run.site()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size(), 4);
        QCOMPARE(QDir(run.site() + QStringLiteral("/status")).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size(), 2);
        QCOMPARE(readFile(run.site() + QStringLiteral("/status/lists.json")), catalogue("\"https://dd.test/status/0\""));
        QVERIFY(readFile(run.site() + QStringLiteral("/status/0")).size() < 1024); // a million places that say nothing

        // Again and again, also with no time between: a counter takes each.
        PublishedCounter counter(run.site(), clock);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(counter.update(), QString());
            QCOMPARE(run.publish().code, 0);
        }
        QVERIFY(counter.list().demo);
    }

    void whatCannotBeWrittenIsSaid()
    {
        dd::FixedClock clock(worldTime);
        Operator run(clock);
        QCOMPARE(run(QStringLiteral("init --demo")).code, 0);
        QCOMPARE(run.publish().code, 0);
        const QByteArray before = readFile(run.site() + QStringLiteral("/root.cose"));
        QVERIFY(QFile::remove(run.site() + QStringLiteral("/trust-list.cwt")));
        QVERIFY(QDir().mkdir(run.site() + QStringLiteral("/trust-list.cwt"))); // something else in its place
        const Ran ran = run.publish();
        QCOMPARE(ran.code, 1);
        QVERIFY2(ran.err.startsWith(QStringLiteral("AUT-018")) && ran.err.contains(QStringLiteral("trust-list.cwt")), qPrintable(ran.err));
        QCOMPARE(readFile(run.site() + QStringLiteral("/root.cose")), before);
        run.save(QStringLiteral("file"), "no folder");
        QVERIFY(run(QStringLiteral("publish --out ") + run.path(QStringLiteral("file/below"))).err.startsWith(QStringLiteral("AUT-018")));
    }

    void cleanupTestCase() { m_rolled.reset(); }

private:
    // With status lists, and a second root.
    World &rolledWorld()
    {
        if (!m_rolled) {
            m_rolled = std::make_unique<World>(true, sitePrefix);
            m_rolled->whileClosed([this] {
                if (!dd::authority::rollRoot(m_rolled->stateFolder(), m_rolled->clock.now(), m_rolled->random, m_rolled->clock))
                    qFatal("the root could not be rolled over");
            });
        }
        return *m_rolled;
    }
    std::unique_ptr<World> m_rolled;
};

DD_TEST(TestPublish)
#include "test_publish.moc"
