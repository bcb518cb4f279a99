#include "app/simchip/vpcd_link.h"

#include "core/base/random.h"
#include "tests/support/registry.h"

#include <QElapsedTimer>
#include <QTest>
#include <atomic>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace dd;

namespace {

nfc::CardImage tinyCard()
{
    nfc::CardImage card;
    card.files.insert(nfc::FileId::CardAccess, QByteArray::fromHex("3102AABB"));
    card.can = QStringLiteral("123456");
    return card;
}

} // namespace

// The reader's side of the socket is this test.
class TestVpcdLink : public QObject
{
    Q_OBJECT

private:
    int m_ends[2] = {-1, -1};
    int m_stop[2] = {-1, -1};
    SystemRandom m_random;
    std::unique_ptr<nfc::SimulatedField> m_card;
    simchip::LinkEnd m_ended = simchip::LinkEnd::Stopped;
    std::thread m_server;

    std::unique_ptr<nfc::SimulatedField> fieldOf(nfc::SimulatedOptions options)
    {
        return std::make_unique<nfc::SimulatedField>(tinyCard(), m_random, std::move(options));
    }

    void serve()
    {
        m_server = std::thread([this] { m_ended = simchip::serveConnection(m_ends[1], *m_card, m_stop[0]); });
    }

    // The same connection goes on with another card.
    void serveWith(nfc::SimulatedOptions options)
    {
        QVERIFY(::write(m_stop[1], "x", 1) == 1);
        m_server.join();
        char stopped = 0;
        QVERIFY(::read(m_stop[0], &stopped, 1) == 1);
        m_card = fieldOf(std::move(options));
        m_card->layDown();
        serve();
    }

    void send(const char *hexadecimal)
    {
        const QByteArray bytes = QByteArray::fromHex(hexadecimal);
        QCOMPARE(::send(m_ends[0], bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL), ssize_t(bytes.size()));
    }

    QByteArray receive(int size)
    {
        QByteArray bytes(size, '\0');
        const ssize_t got = ::recv(m_ends[0], bytes.data(), size_t(size), MSG_WAITALL);
        return got < 0 ? QByteArray() : bytes.left(got).toHex();
    }

private slots:
    void init()
    {
        QVERIFY(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, m_ends) == 0);
        QVERIFY(::pipe(m_stop) == 0);
        const timeval patience{5, 0};
        ::setsockopt(m_ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        m_card = fieldOf({});
        m_card->layDown();
        serve();
    }

    void cleanup()
    {
        ::close(m_ends[0]);
        m_server.join();
        ::close(m_ends[1]);
        ::close(m_stop[0]);
        ::close(m_stop[1]);
    }

    void answersAtrAndCommands()
    {
        send("000104");
        QCOMPARE(receive(7), "0005" + nfc::SoftCard::atr().toHex());
        send("000500B09C0000");
        QCOMPARE(receive(8), QByteArray("00063102aabb9000"));
    }

    void frameInPieces()
    {
        for (const char *piece : {"00", "05", "00B0", "9C", "0000"})
            send(piece);
        QCOMPARE(receive(8), QByteArray("00063102aabb9000"));
    }

    void severalFramesAtOnce()
    {
        send("000104000101000500B09C0000000102000104");
        QCOMPARE(receive(7), QByteArray("00053b80800101"));
        QCOMPARE(receive(8), QByteArray("00063102aabb9000"));
        QCOMPARE(receive(7), QByteArray("00053b80800101"));
    }

    void powerAndResetForget_data()
    {
        QTest::addColumn<QByteArray>("control");
        for (const char *control : {"000100", "000101", "000102"})
            QTest::newRow(control) << QByteArray(control);
    }
    void powerAndResetForget()
    {
        QFETCH(QByteArray, control);
        send("000700A4020C02011C");
        QCOMPARE(receive(4), QByteArray("00029000"));
        send("000500B0000000");
        QCOMPARE(receive(8), QByteArray("00063102aabb9000"));
        send(control.constData());
        send("000500B0000000");
        QCOMPARE(receive(4), QByteArray("00026986")); // no file is selected any more
    }

    void unknownControlAndEmptyFrameAreNotAnswered()
    {
        send("0001030000000177000104");
        QCOMPARE(receive(7), QByteArray("00053b80800101"));
    }

    void rubbishGetsAStatusWord()
    {
        send("0003FFFFFF");
        QCOMPARE(receive(4), QByteArray("00026700"));
    }

    void faultsOnTheWay()
    {
        serveWith({.faults = {.flipByteIn = 2, .dropAt = {4}, .statusIn = {{1, 0x6F00}}, .stallIn = 3, .stallMs = 60}, .link = {}, .tampering = {}});
        send("000500B09C0000");
        QCOMPARE(receive(8), QByteArray("00063102aabb9000"));
        send("000500B09C0000");
        QCOMPARE(receive(4), QByteArray("00026f00"));
        send("000500B09C0000");
        QCOMPARE(receive(8), QByteArray("00063102aaba9000"));
        QElapsedTimer timer;
        timer.start();
        send("000500B09C0000");
        QCOMPARE(receive(8), QByteArray("00063102aabb9000"));
        QVERIFY(timer.elapsed() >= 60);
        send("000500B09C0000");
        m_server.join();
        QVERIFY(m_ended == simchip::LinkEnd::CardGone);
        m_card->layDown(); // the next connection
        serve();
        send("000500B09C0000");
        QCOMPARE(receive(8), QByteArray("00063102aabb9000"));
    }

    // 5 bytes to the card and 6 back at 1000 bit/s are 88 ms.
    void theLinkTakesItsTime()
    {
        serveWith({.faults = {}, .link = {.bitsPerSecond = 1000, .perApduMs = 20, .wait = true}, .tampering = {}});
        QElapsedTimer timer;
        timer.start();
        send("000500B09C0000");
        QCOMPARE(receive(8), QByteArray("00063102aabb9000"));
        QVERIFY(timer.elapsed() >= 108);
    }

    void stopsInTheMiddleOfAStall()
    {
        serveWith({.faults = {.delayMs = 600'000}, .link = {}, .tampering = {}});
        send("000500B09C0000");
        QVERIFY(::write(m_stop[1], "x", 1) == 1);
        m_server.join();
        QVERIFY(m_ended == simchip::LinkEnd::Stopped);
        m_server = std::thread([] {});
    }

    void endsWhenTheReaderHangsUpInAFrame()
    {
        send("0005AA");
        ::shutdown(m_ends[0], SHUT_WR);
        m_server.join();
        QVERIFY(m_ended == simchip::LinkEnd::PeerClosed);
        m_server = std::thread([] {});
    }

    void endsWhenTold()
    {
        QVERIFY(::write(m_stop[1], "x", 1) == 1);
        m_server.join();
        QVERIFY(m_ended == simchip::LinkEnd::Stopped);
        m_server = std::thread([] {});
    }
};

// The whole way: nobody listens yet, then a reader does, hangs up, and listens again.
class TestServeCard : public QObject
{
    Q_OBJECT

private slots:
    void waitsForTheReaderAndComesBack()
    {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        QVERIFY(::bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0); // bound, refuses until listen()
        socklen_t size = sizeof address;
        QVERIFY(::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size) == 0);
        int stop[2] = {-1, -1};
        QVERIFY(::pipe(stop) == 0);

        SystemRandom random;
        nfc::SimulatedField card(tinyCard(), random, {.faults = {.dropAt = {0}}, .link = {}, .tampering = {}});
        std::atomic<int> connections = 0;
        std::atomic<int> losses = 0;
        Result<void> served;
        std::thread server(
            [&] {
                served = simchip::serveCard(QStringLiteral("127.0.0.1"), ntohs(address.sin_port), card, stop[0],
                                          [&](simchip::LinkNews news) { ++(news == simchip::LinkNews::Connected ? connections : losses); });
            });
        QTest::qWait(250);
        QCOMPARE(connections.load(), 0);
        QVERIFY(::listen(listener, 1) == 0);
        // Twice the reader hangs up; in between a fault takes the card away before it answers.
        for (int round = 0; round < 3; ++round) {
            const int reader = ::accept(listener, nullptr, nullptr);
            QVERIFY(reader >= 0);
            QVERIFY(::send(reader, "\x00\x01\x04", 3, MSG_NOSIGNAL) == 3);
            char atr[7] = {};
            QVERIFY(::recv(reader, atr, sizeof atr, MSG_WAITALL) == 7);
            QCOMPARE(QByteArray(atr + 2, 5), nfc::SoftCard::atr());
            if (round == 1) {
                QVERIFY(::send(reader, "\x00\x05\x00\xB0\x9C\x00\x00", 7, MSG_NOSIGNAL) == 7);
                QVERIFY(::recv(reader, atr, sizeof atr, MSG_WAITALL) == 0);
            }
            ::close(reader);
        }
        QVERIFY(connections.load() >= 3);
        QCOMPARE(losses.load(), 1);
        QVERIFY(::write(stop[1], "x", 1) == 1);
        server.join();
        QVERIFY(served);
        ::close(listener);
        ::close(stop[0]);
        ::close(stop[1]);
    }

    void refusesAHostThatDoesNotExist()
    {
        SystemRandom random;
        nfc::SimulatedField card(tinyCard(), random, {});
        const Result<void> served = simchip::serveCard(QStringLiteral("not a host"), 1, card, -1, [](simchip::LinkNews) {});
        QVERIFY(!served);
        QCOMPARE(served.error().code, ErrorCode::InvalidInput);
    }
};

DD_TEST(TestVpcdLink)
DD_TEST(TestServeCard)
#include "test_vpcd_link.moc"
