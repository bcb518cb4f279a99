// HTTP on the loopback address only, for demos, tests and integrators; never for an open network. Bounded in body size,
// threads and time; one request per connection.
#pragma once

#include "app/authority/authority.h"

#include <memory>

namespace dd::authority {

struct HttpLimits
{
    std::size_t bodyBytes = static_cast<std::size_t>(credential::maxMessageSize);
    int threads = 4;
    int timeoutSeconds = 5; // for each read or write of a connection
};

class HttpServer
{
public:
    // Keeps `authority` by reference.
    explicit HttpServer(Authority &authority, HttpLimits limits = {});
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;
    // Binds 127.0.0.1 and serves on threads of its own. Port 0 picks one; the port is returned. A port that cannot be had
    // is NetworkUnavailable.
    [[nodiscard]] Result<int> start(int port);
    void stop(); // returns when every request in progress is answered

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace dd::authority
