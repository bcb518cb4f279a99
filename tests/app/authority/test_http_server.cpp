#include "tests/app/authority/authority_world.h"
#include "tests/support/registry.h"

#include <QElapsedTimer>
#include <QTest>
#include <thread>

using namespace dd::test;

class TestHttpServer : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { world = std::make_unique<World>(); }
    void cleanupTestCase() { world.reset(); }

    void health()
    {
        const HttpAnswer answer = get(world->port(), "/health");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray("ok\n"));
        QVERIFY(answer.head.contains("Connection: close"));
    }

    void garbageIsRefused_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        const QByteArray bodies[] = {QByteArray(), QByteArray("\xff", 1), QByteArray("hello"), QByteArray(100'000, '\x9f'), QByteArray("\xa0", 1),
                                     QByteArray::fromHex("d28443a1012640"), QByteArray(5000, '\x81')};
        for (const char *path : {"/enrol/keys", "/enrol/finish", "/passes", "/declarations"}) {
            int number = 0;
            for (const QByteArray &body : bodies)
                QTest::addRow("%s %d", path, ++number) << QByteArray(path) << body;
        }
    }
    void garbageIsRefused()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        const HttpAnswer answer = post(world->port(), path, body);
        QCOMPARE(answer.status, 400);
        QVERIFY(!refusalCode(answer).isEmpty());
    }

    void requestHeads_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const QByteArray type = "Content-Type: application/cbor\r\n";
        const QByteArray post = "POST /enrol/keys HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        QTest::newRow("length announced: a gigabyte") << post + type + "Content-Length: 1073741824\r\n\r\n" << 413;
        QTest::newRow("length announced: more than fits") << post + type + "Content-Length: 99999999999999999999\r\n\r\n" << 400;
        QTest::newRow("negative length") << post + type + "Content-Length: -1\r\n\r\n" << 400;
        QTest::newRow("two lengths") << post + type + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab" << 411;
        QTest::newRow("no length") << post + type + "\r\n" << 411;
        QTest::newRow("chunked") << post + type + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n" << 411;
        QTest::newRow("compressed") << post + type + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\na" << 415;
        QTest::newRow("a form") << post + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1\r\n\r\na" << 415;
        QTest::newRow("no type") << post + "Content-Length: 1\r\n\r\na" << 415;
        QTest::newRow("foreign host") << QByteArray("GET /trust-list HTTP/1.1\r\nHost: authority.example\r\n\r\n") << 400;
        QTest::newRow("no host") << QByteArray("GET /trust-list HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("put") << QByteArray("PUT /passes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n") << 405;
        QTest::newRow("unknown address") << QByteArray("GET /people HTTP/1.1\r\nHost: localhost\r\n\r\n") << 404;
        QTest::newRow("address outside") << QByteArray("GET /../root.key HTTP/1.1\r\nHost: localhost\r\n\r\n") << 404;
        QTest::newRow("post where only get is") << QByteArray("POST /trust-list HTTP/1.1\r\nHost: localhost\r\n") + type + "Content-Length: 1\r\n\r\na" << 404;
    }
    void requestHeads()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        const HttpAnswer answer = rawRequest(world->port(), request);
        QCOMPARE(answer.status, status);
        QCOMPARE(refusalCode(answer), QStringLiteral("AUT-015"));
    }

    void bodiesAreBounded()
    {
        const HttpAnswer answer = post(world->port(), "/enrol/finish", QByteArray(dd::credential::maxMessageSize + 1, 'a'));
        QCOMPARE(answer.status, 413);
        QCOMPARE(refusalCode(answer), QStringLiteral("AUT-015"));
        QCOMPARE(post(world->port(), "/enrol/finish", QByteArray(dd::credential::maxMessageSize, 'a')).status, 400); // read, and found wanting
    }

    void aSilentClientIsCutOff()
    {
        QElapsedTimer timer;
        timer.start();
        const HttpAnswer answer = rawRequest(world->port(), "POST /passes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/cbor\r\n"
                                                            "Content-Length: 100\r\n\r\nten bytes.");
        QVERIFY(answer.status == 0 || answer.status == 400);
        QVERIFY2(timer.elapsed() < 8000, qPrintable(QString::number(timer.elapsed()))); // the world's server waits 2 s
        QCOMPARE(get(world->port(), "/health").status, 200);
    }

    void severalAtOnce()
    {
        std::vector<std::thread> threads;
        std::atomic<int> good = 0;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([this, &good] {
                for (int j = 0; j < 10; ++j) {
                    const auto key = dd::crypto::makeEd25519Signer(dd::Secret::copyOf(QByteArray(32, 'k'))).value();
                    const HttpAnswer answer = post(world->port(), "/enrol/keys", dd::credential::encode(dd::credential::EnrolKeys{{key->publicKey()}}));
                    good += dd::credential::decodeEnrolChallenge(answer.body).has_value() ? 1 : 0;
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(good.load(), 80);
    }

    void aPortInUseIsRefused()
    {
        World other;
        dd::authority::State state = dd::authority::openState(fresh(), other.clock).value();
        const auto &provinces = dd::identity::ProvinceTable::builtIn();
        const auto authority = dd::authority::Authority::open(std::move(state), {}, provinces, other.random, other.clock).value();
        dd::authority::HttpServer server(*authority);
        const auto started = server.start(other.port());
        QVERIFY(!started);
        QCOMPARE(started.error().code, dd::ErrorCode::NetworkUnavailable);
    }

private:
    QString fresh()
    {
        const QString path = folder.path() + QStringLiteral("/state");
        dd::SystemRandom random;
        const dd::FixedClock clock(worldTime);
        if (!dd::authority::initState(path, {}, random, clock))
            qFatal("the state could not be made");
        return path;
    }
    QTemporaryDir folder;
    std::unique_ptr<World> world;
};

DD_TEST(TestHttpServer)
#include "test_http_server.moc"
