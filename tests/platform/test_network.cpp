#include "platform/network.h"
#include "tests/support/registry.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace dd;
using platform::HttpResponse;

namespace {

// Answers every connection with the same bytes once the request's head and body are in.
class CannedServer : public QTcpServer
{
public:
    explicit CannedServer(QByteArray answer, bool close = true) : m_answer(std::move(answer)), m_close(close)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                ++connections;
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                    request += socket->readAll();
                    const qsizetype head = request.indexOf("\r\n\r\n");
                    if (head < 0 || request.size() < head + 4 + bodyLength())
                        return;
                    socket->write(m_answer);
                    if (m_close)
                        socket->disconnectFromHost();
                });
            }
        });
    }
    [[nodiscard]] QUrl url(const char *path = "/trust-list") const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(serverPort()) + QLatin1String(path));
    }

    QByteArray request;
    int connections = 0;

private:
    [[nodiscard]] qsizetype bodyLength() const
    {
        const QByteArray lower = request.toLower();
        const qsizetype at = lower.indexOf("content-length:");
        return at < 0 ? 0 : lower.mid(at + 15, lower.indexOf("\r\n", at) - at - 15).trimmed().toLongLong();
    }

    QByteArray m_answer;
    bool m_close;
};

QByteArray answerOf(const char *status, const QByteArray &body, const char *extra = "")
{
    return QByteArray("HTTP/1.1 ") + status + "\r\n" + extra + "Content-Length: " + QByteArray::number(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

Result<HttpResponse> waitFor(QFuture<Result<HttpResponse>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 15'000) || future.resultCount() != 1)
        return fail(ErrorCode::Internal, QStringLiteral("no result"));
    return future.result();
}

} // namespace

class TestNetwork : public QObject
{
    Q_OBJECT
private slots:
    void getBringsStatusAndBody()
    {
        CannedServer server(answerOf("200 OK", QByteArray("\xa1\x00\xff", 3)));
        const auto network = platform::makeNetwork();
        const auto response = waitFor(network->get(server.url()));
        QVERIFY(response.has_value());
        QCOMPARE(response->status, 200);
        QCOMPARE(response->body, QByteArray("\xa1\x00\xff", 3));
        QVERIFY(server.request.startsWith("GET /trust-list HTTP/1.1\r\n"));
        QVERIFY(!server.request.toLower().contains("qt"));
        QVERIFY(!server.request.toLower().contains("cookie"));
    }

    void whatIsHeldIsNotSentAgain()
    {
        CannedServer server(answerOf("200 OK", "body", "ETag: \"v1\"\r\n"));
        CannedServer same("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nConnection: close\r\n\r\n");
        const auto network = platform::makeNetwork();
        const auto first = waitFor(network->get(server.url()));
        QVERIFY(first.has_value());
        QCOMPARE(first->etag, QByteArray("\"v1\""));
        QVERIFY(!server.request.toLower().contains("if-none-match"));
        const auto second = waitFor(network->get(same.url(), first->etag));
        QVERIFY2(second.has_value(), second ? "" : qPrintable(second.error().detail));
        QCOMPARE(second->status, 304);
        QVERIFY(second->body.isEmpty());
        QVERIFY(same.request.toLower().contains("if-none-match: \"v1\"\r\n"));
    }

    void onlyAnEntityTagIsTaken_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("etag");
        QTest::newRow("weak") << QByteArray("W/\"a-1\"") << QByteArray("W/\"a-1\"");
        QTest::newRow("empty tag") << QByteArray("\"\"") << QByteArray("\"\"");
        for (const char *none : {"a-1", "\"a", "a\"", "\"", "\"a b\"", "\"a\"b\"", "w/\"a\""})
            QTest::newRow(none) << QByteArray(none) << QByteArray();
        QTest::newRow("long") << '"' + QByteArray(200, 'a') + '"' << QByteArray();
    }
    void onlyAnEntityTagIsTaken()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, etag);
        CannedServer server(answerOf("200 OK", "body", ("ETag: " + header + "\r\n").constData()));
        const auto network = platform::makeNetwork();
        const auto response = waitFor(network->get(server.url()));
        QVERIFY(response.has_value());
        QCOMPARE(response->etag, etag);
    }

    void postSendsCbor()
    {
        CannedServer server(answerOf("200 OK", "ok"));
        const auto network = platform::makeNetwork();
        const QByteArray body("\x82\x00\x01", 3);
        const auto response = waitFor(network->post(server.url("/enrol/keys"), body));
        QVERIFY(response.has_value());
        QVERIFY(server.request.startsWith("POST /enrol/keys HTTP/1.1\r\n"));
        QVERIFY(server.request.toLower().contains("content-type: application/cbor\r\n"));
        QVERIFY(server.request.endsWith("\r\n\r\n" + body));
    }

    void everyStatusIsAResponse_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("extra");
        for (const char *status : {"200 OK", "201 Created", "400 Bad Request", "403 Forbidden", "404 Not Found", "405 Method Not Allowed",
                                   "409 Conflict", "410 Gone", "418 Teapot", "422 Unprocessable", "429 Too Many", "500 Broken", "501 No", "503 Busy"})
            QTest::newRow(status) << QByteArray(status) << QByteArray();
        for (const char *status : {"301 Moved", "302 Found", "307 Temporary", "308 Permanent"})
            QTest::newRow(status) << QByteArray(status) << QByteArray("Location: http://127.0.0.1:1/elsewhere\r\n");
        QTest::newRow("401") << QByteArray("401 Unauthorized") << QByteArray("WWW-Authenticate: Basic realm=\"x\"\r\n");
    }
    void everyStatusIsAResponse()
    {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, extra);
        CannedServer server(answerOf(status.constData(), "reason", extra.constData()));
        const auto network = platform::makeNetwork();
        for (const bool post : {false, true}) {
            server.request.clear();
            const auto response = waitFor(post ? network->post(server.url(), "x") : network->get(server.url()));
            QVERIFY2(response.has_value(), qPrintable(response ? QString() : response.error().stage + response.error().detail));
            QCOMPARE(response->status, status.left(3).toInt());
            QCOMPARE(response->body, QByteArray("reason"));
        }
        QCOMPARE(server.connections, 2); // no redirect followed, nothing asked twice
    }

    void belowHttpIsUnavailable_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("silence and close") << QByteArray();
        QTest::newRow("not HTTP") << QByteArray("SSH-2.0-something\r\n\r\n");
        QTest::newRow("cut short") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        QTest::newRow("too large by its head") << answerOf("200 OK", QByteArray(4 * 1024 * 1024 + 1, 'x'));
        QTest::newRow("too large without a length") << "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + QByteArray(5 * 1024 * 1024, 'x');
    }
    void belowHttpIsUnavailable()
    {
        QFETCH(QByteArray, answer);
        CannedServer server(answer);
        const auto network = platform::makeNetwork(5000);
        const auto response = waitFor(network->get(server.url()));
        QVERIFY(!response.has_value());
        QVERIFY(response.error().code == ErrorCode::NetworkUnavailable);
    }

    void theLimitItselfFits()
    {
        CannedServer server(answerOf("200 OK", QByteArray(4 * 1024 * 1024, 'x')));
        const auto network = platform::makeNetwork();
        const auto response = waitFor(network->get(server.url()));
        QVERIFY(response.has_value());
        QCOMPARE(response->body.size(), 4 * 1024 * 1024);
    }

    void nobodyThere()
    {
        quint16 port = 0;
        {
            QTcpServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost));
            port = server.serverPort();
        }
        const auto network = platform::makeNetwork();
        const auto response = waitFor(network->get(QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(port))));
        QVERIFY(!response.has_value());
        QVERIFY(response.error().code == ErrorCode::NetworkUnavailable);
    }

    void slowIsUnavailable()
    {
        CannedServer server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin", false);
        const auto network = platform::makeNetwork(300);
        QElapsedTimer timer;
        timer.start();
        const auto response = waitFor(network->get(server.url()));
        QVERIFY(!response.has_value());
        QVERIFY(response.error().code == ErrorCode::NetworkUnavailable);
        QCOMPARE(response.error().stage, QStringLiteral("timeout"));
        QVERIFY(timer.elapsed() >= 290);
    }

    void clearTextStaysOnThisMachine_data()
    {
        QTest::addColumn<QUrl>("url");
        for (const char *url :
             {"http://192.0.2.1/", "http://example.invalid/", "file:///etc/hostname", "qrc:/x", "data:,x", "ftp://127.0.0.1/", "", "http:///x"})
            QTest::newRow(url) << QUrl(QLatin1String(url));
    }
    void clearTextStaysOnThisMachine()
    {
        QFETCH(QUrl, url);
        const auto network = platform::makeNetwork();
        for (auto future : {network->get(url), network->post(url, "x")}) {
            QVERIFY(future.isFinished()); // refused before anything is sent
            QVERIFY(!future.result().has_value());
            QVERIFY(future.result().error().code == ErrorCode::NetworkUnavailable);
            QCOMPARE(future.result().error().stage, QStringLiteral("url"));
        }
    }

    void closingAnswersWhatIsPending()
    {
        CannedServer server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", false);
        auto network = platform::makeNetwork();
        auto future = network->get(server.url());
        QTRY_COMPARE(server.connections, 1);
        network.reset();
        const auto response = waitFor(future);
        QVERIFY(!response.has_value());
        QVERIFY(response.error().code == ErrorCode::NetworkUnavailable);
    }
};

DD_TEST(TestNetwork)
#include "test_network.moc"
