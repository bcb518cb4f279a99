#include "app/simchip/vpcd_link.h"

#include <cerrno>
#include <chrono>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace dd::simchip {
namespace {

constexpr int retryMs = 100;
constexpr int outOfTheReaderMs = 600; // pcscd looks for a card every 400 ms, and should see that there is none
constexpr qsizetype longestFrame = 65535;

class Socket
{
public:
    explicit Socket(int descriptor = -1) : m_descriptor(descriptor) {}
    Socket(Socket &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;
    ~Socket()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    [[nodiscard]] int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

enum class Wake { Readable, Stopped, Timeout };

Wake waitFor(int descriptor, int stopDescriptor, int timeoutMs)
{
    pollfd watched[] = {{stopDescriptor, POLLIN, 0}, {descriptor, POLLIN, 0}}; // poll ignores a negative descriptor
    for (;;) {
        const int ready = ::poll(watched, 2, timeoutMs);
        if (ready < 0 && errno == EINTR)
            continue;
        if (watched[0].revents != 0)
            return Wake::Stopped;
        return ready == 0 ? Wake::Timeout : Wake::Readable;
    }
}

// Linux forgets TCP_QUICKACK after a while, so it is set again before every wait. Without it and TCP_NODELAY,
// delayed acknowledgements cost some 40 ms for each APDU. A socket that is not TCP has no such delay.
void answerAtOnce(int socket)
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
#ifdef TCP_QUICKACK
    ::setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
#endif
}

// Exactly `size` bytes, or why not.
std::expected<QByteArray, LinkEnd> receive(int socket, qsizetype size, int stopDescriptor)
{
    QByteArray bytes(size, '\0');
    for (qsizetype have = 0; have < size;) {
        answerAtOnce(socket);
        if (waitFor(socket, stopDescriptor, -1) == Wake::Stopped)
            return std::unexpected(LinkEnd::Stopped);
        const ssize_t got = ::recv(socket, bytes.data() + have, static_cast<size_t>(size - have), 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return std::unexpected(LinkEnd::PeerClosed);
        have += got;
    }
    return bytes;
}

bool sendFrame(int socket, const QByteArray &payload)
{
    QByteArray frame;
    frame.append(static_cast<char>(payload.size() >> 8)).append(static_cast<char>(payload.size() & 0xFF));
    frame.append(payload); // one write: the length alone would wait for its acknowledgement
    for (qsizetype sent = 0; sent < frame.size();) {
        const ssize_t wrote = ::send(socket, frame.constData() + sent, static_cast<size_t>(frame.size() - sent), MSG_NOSIGNAL);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        sent += wrote;
    }
    return true;
}

// What goes back for one control code; empty where nothing does.
QByteArray answerToControl(char code, nfc::SimulatedField &card)
{
    switch (code) {
    case 0x00:
    case 0x01:
    case 0x02:
        card.powerOn(); // off, on and reset alike: the chip forgets every session
        return {};
    case 0x04:
        return nfc::SoftCard::atr();
    default:
        return {};
    }
}

// What goes back for one frame, when the faults and the link let it; empty where nothing does.
std::expected<QByteArray, LinkEnd> answerTo(const QByteArray &payload, nfc::SimulatedField &card, int stopDescriptor)
{
    if (payload.size() == 1)
        return answerToControl(payload.at(0), card);
    const std::optional<nfc::SimulatedField::Answer> answer = card.exchange(payload);
    if (!answer)
        return std::unexpected(LinkEnd::CardGone);
    const auto pause = std::chrono::ceil<std::chrono::milliseconds>(answer->pause);
    if (pause.count() > 0 && waitFor(-1, stopDescriptor, static_cast<int>(pause.count())) == Wake::Stopped)
        return std::unexpected(LinkEnd::Stopped);
    return answer->response.size() <= longestFrame ? answer->response : QByteArray::fromHex("6700");
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Socket connectOnce(const addrinfo *address)
{
    for (; address != nullptr; address = address->ai_next) {
        Socket socket(::socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, address->ai_protocol));
        if (socket.get() >= 0 && ::connect(socket.get(), address->ai_addr, address->ai_addrlen) == 0)
            return socket;
    }
    return Socket();
}

} // namespace

LinkEnd serveConnection(int socket, nfc::SimulatedField &card, int stopDescriptor)
{
    for (;;) {
        const auto header = receive(socket, 2, stopDescriptor);
        if (!header)
            return header.error();
        const qsizetype size = static_cast<quint8>(header->at(0)) << 8 | static_cast<quint8>(header->at(1));
        if (size == 0)
            continue;
        const auto payload = receive(socket, size, stopDescriptor);
        if (!payload)
            return payload.error();
        const auto answer = answerTo(*payload, card, stopDescriptor);
        if (!answer)
            return answer.error();
        if (!answer->isEmpty() && !sendFrame(socket, *answer))
            return LinkEnd::PeerClosed;
    }
}

Result<void> serveCard(const QString &host, quint16 port, nfc::SimulatedField &card, int stopDescriptor, const std::function<void(LinkNews)> &news)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    if (::getaddrinfo(host.toUtf8().constData(), QByteArray::number(port).constData(), &hints, &found) != 0)
        return fail(ErrorCode::InvalidInput, QStringLiteral("vpcd"), QStringLiteral("the host has no address"));
    const Addresses addresses(found, &::freeaddrinfo);
    for (;;) {
        LinkEnd end = LinkEnd::PeerClosed;
        if (const Socket socket = connectOnce(addresses.get()); socket.get() >= 0) {
            news(LinkNews::Connected);
            card.layDown();
            end = serveConnection(socket.get(), card, stopDescriptor);
        }
        if (end == LinkEnd::CardGone)
            news(LinkNews::CardGone);
        const int pauseMs = end == LinkEnd::CardGone ? outOfTheReaderMs : retryMs;
        if (end == LinkEnd::Stopped || waitFor(-1, stopDescriptor, pauseMs) == Wake::Stopped)
            return {};
    }
}

} // namespace dd::simchip
