// The smallest HTTP client that can also say wrong things: one request per connection, bounded in time and size.
#pragma once

#include <QByteArray>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace dd::test {

struct HttpAnswer
{
    int status = 0; // 0: no answer
    QByteArray head;
    QByteArray body;
};

inline HttpAnswer rawRequest(int port, const QByteArray &request)
{
    HttpAnswer answer;
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return answer;
    const timeval patience{10, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<quint16>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    QByteArray received;
    if (::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0) {
        qsizetype sent = 0;
        while (sent < request.size()) {
            const ssize_t count = ::send(fd, request.constData() + sent, static_cast<std::size_t>(request.size() - sent), MSG_NOSIGNAL);
            if (count <= 0)
                break;
            sent += count;
        }
        char buffer[16384];
        for (ssize_t count = ::recv(fd, buffer, sizeof buffer, 0); count > 0 && received.size() < (4 << 20); count = ::recv(fd, buffer, sizeof buffer, 0))
            received.append(buffer, count);
    }
    ::close(fd);
    const qsizetype end = received.indexOf("\r\n\r\n");
    if (end < 0 || !received.startsWith("HTTP/1.1 "))
        return answer;
    answer.status = received.mid(9, 3).toInt();
    answer.head = received.first(end);
    answer.body = received.sliced(end + 4);
    return answer;
}

inline HttpAnswer get(int port, const QByteArray &path)
{
    return rawRequest(port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
}

inline HttpAnswer post(int port, const QByteArray &path, const QByteArray &body)
{
    return rawRequest(port, "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/cbor\r\nContent-Length: "
                                + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body);
}

} // namespace dd::test
