#include "app/authority/http_server.h"

#include "core/crypto/symmetric.h"

#include <atomic>
#include <chrono>
#include <httplib.h>
#include <sys/socket.h>
#include <thread>

namespace dd::authority {

namespace {

constexpr char cborType[] = "application/cbor";
constexpr std::size_t drainFactor = 4; // a body up to this many times too long is read to its end, so that the refusal arrives

// A strong one (RFC 9110 §8.8.3): the bytes themselves.
std::string etagOf(const QByteArray &body)
{
    constexpr qsizetype etagBytes = 16;
    return '"' + crypto::sha256(body).first(etagBytes).toHex().toStdString() + '"';
}

// A list of tags, or any (RFC 9110 §13.1.2). Commas do not stand in ours, and a weak tag names the same bytes.
bool isHeld(const std::string &ifNoneMatch, const std::string &etag)
{
    const QString held = QString::fromStdString(ifNoneMatch);
    for (QString tag : held.split(u',')) {
        tag = tag.trimmed();
        if (tag.startsWith(QLatin1String("W/")))
            tag = tag.sliced(2);
        if (tag == QLatin1String("*") || tag.toStdString() == etag)
            return true;
    }
    return false;
}

void send(httplib::Response &response, const Reply &reply)
{
    response.status = reply.status;
    response.set_header("Cache-Control", "no-store");
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_content(reply.body.constData(), static_cast<std::size_t>(reply.body.size()), reply.type);
}

// What everybody may have, and keep: asked about again with its tag.
void sendPublished(const httplib::Request &request, httplib::Response &response, const Reply &reply)
{
    send(response, reply);
    if (reply.status != 200)
        return;
    const std::string etag = etagOf(reply.body);
    response.headers.erase("Cache-Control");
    response.set_header("Cache-Control", "no-cache");
    response.set_header("ETag", etag);
    if (!isHeld(request.get_header_value("If-None-Match"), etag))
        return;
    response.status = 304;
    response.set_header("Content-Length", std::to_string(response.body.size())); // of the body that is not sent (RFC 9110 §8.6)
    response.body.clear();
    response.headers.erase("Content-Type");
}

void refuseRequest(httplib::Response &response, int status, const char *reason)
{
    Reply reply = Authority::refusal({ErrorCode::RequestNotUnderstood, QLatin1String(reason), {}, {}});
    reply.status = status;
    send(response, reply);
}

// Against pages of a browser on this machine: a foreign host name that resolves to us (DNS rebinding) is not served.
bool isLoopbackName(const std::string &host)
{
    const std::string name = host.substr(0, host.find(':'));
    return name == "127.0.0.1" || name == "localhost";
}

// Looks at the head before any byte of the body is read. False: answered already.
bool acceptHead(const httplib::Request &request, httplib::Response &response, const HttpLimits &limits)
{
    const auto refuse = [&response](int status, const char *reason) {
        refuseRequest(response, status, reason);
        return false;
    };
    if (!isLoopbackName(request.get_header_value("Host")))
        return refuse(400, "host");
    if (request.method != "POST")
        return request.method == "GET" ? true : refuse(405, "method");
    if (request.has_header("Transfer-Encoding") || request.get_header_value_count("Content-Length") != 1)
        return refuse(411, "content length");
    if (request.has_header("Content-Encoding") || request.get_header_value("Content-Type") != cborType)
        return refuse(415, "content type");
    const std::string length = request.get_header_value("Content-Length");
    if (length.empty() || length.size() > 12 || length.find_first_not_of("0123456789") != std::string::npos)
        return refuse(400, "content length");
    if (std::stoull(length) > limits.bodyBytes * drainFactor)
        return refuse(413, "content length");
    return true;
}

} // namespace

struct HttpServer::Private
{
    Private(Authority &a, HttpLimits l) : authority(a), limits(l) {}
    Authority &authority;
    HttpLimits limits;
    httplib::Server server;
    std::thread thread;
    std::atomic<bool> ended = false;

    void publish(const char *path, const char *file)
    {
        server.Get(path, [this, file](const httplib::Request &request, httplib::Response &response) {
            sendPublished(request, response, authority.published(QLatin1String(file)));
        });
    }

    void post(const char *path, Reply (Authority::*handler)(QByteArrayView))
    {
        server.Post(path, [this, handler](const httplib::Request &request, httplib::Response &response) {
            send(response, (authority.*handler)(QByteArrayView(request.body.data(), static_cast<qsizetype>(request.body.size()))));
        });
    }
};

HttpServer::HttpServer(Authority &authority, HttpLimits limits) : d(std::make_unique<Private>(authority, limits))
{
    httplib::Server &server = d->server;
    server.set_payload_max_length(limits.bodyBytes);
    server.set_read_timeout(limits.timeoutSeconds);
    server.set_write_timeout(limits.timeoutSeconds);
    server.set_keep_alive_max_count(1);
    server.set_keep_alive_timeout(limits.timeoutSeconds);
    server.set_tcp_nodelay(true);
    server.new_task_queue = [limits] { return new httplib::ThreadPool(static_cast<std::size_t>(limits.threads)); };
    // The library's own default would let a second process bind the same port (SO_REUSEPORT).
    server.set_socket_options([](socket_t socket) {
        const int yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    server.set_pre_routing_handler([limits](const httplib::Request &request, httplib::Response &response) {
        return acceptHead(request, response, limits) ? httplib::Server::HandlerResponse::Unhandled : httplib::Server::HandlerResponse::Handled;
    });
    server.set_error_handler([](const httplib::Request &, httplib::Response &response) {
        if (response.body.empty())
            refuseRequest(response, response.status, "request");
    });
    server.set_exception_handler([](const httplib::Request &, httplib::Response &response, std::exception_ptr) {
        send(response, Authority::refusal({ErrorCode::Internal, QStringLiteral("request"), {}, {}}));
    });
    server.Get("/health", [](const httplib::Request &, httplib::Response &response) { response.set_content("ok\n", "text/plain"); });
    d->publish("/trust-list", "trust-list.cwt");
    d->publish("/trust-list.cwt", "trust-list.cwt");
    d->publish("/root.cose", "root.cose");
    d->publish("/root-updates", "root-updates.cbor");
    d->publish("/root-updates.cbor", "root-updates.cbor");
    d->publish("/status/lists.json", "status/lists.json");
    server.Get(R"(/status/(\d{1,6}))", [this](const httplib::Request &request, httplib::Response &response) {
        sendPublished(request, response, d->authority.published(QStringLiteral("status/") + QString::fromStdString(request.matches[1])));
    });
    d->post("/enrol/keys", &Authority::enrolKeys);
    d->post("/enrol/chip", &Authority::enrolChip);
    d->post("/enrol/finish", &Authority::enrolFinish);
    d->post("/enrol/refresh", &Authority::enrolRefresh);
    d->post("/passes", &Authority::passes);
    d->post("/declarations", &Authority::declarations);
    d->post("/copies", &Authority::copies);
}

HttpServer::~HttpServer()
{
    stop();
}

Result<int> HttpServer::start(int port)
{
    static constexpr char loopback[] = "127.0.0.1";
    const int bound = port == 0 ? d->server.bind_to_any_port(loopback) : (d->server.bind_to_port(loopback, port) ? port : -1);
    if (bound <= 0)
        return fail(ErrorCode::NetworkUnavailable, QStringLiteral("bind to the loopback address"));
    d->ended = false;
    d->thread = std::thread([this] {
        d->server.listen_after_bind();
        d->ended = true;
    });
    // stop() has an effect only once the loop runs. Connections wait in the socket's queue until then.
    while (!d->server.is_running() && !d->ended)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return bound;
}

void HttpServer::stop()
{
    if (!d->thread.joinable())
        return;
    d->server.stop();
    d->thread.join();
}

} // namespace dd::authority
