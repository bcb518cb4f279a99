// HTTP behind a small interface. Bounded, asynchronous, no redirects followed.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QFuture>
#include <QUrl>
#include <memory>

namespace dd::platform {

struct HttpResponse
{
    int status = 0;
    QByteArray body;      // at most 4 MiB; larger is NetworkUnavailable
    QByteArray etag = {}; // as the server wrote it; empty: none, or one that is no entity tag (RFC 9110 §8.8.3)
};

class Network
{
public:
    virtual ~Network() = default;
    // With the ETag of what is held, the answer may be 304 without a body: it is that still.
    [[nodiscard]] virtual QFuture<Result<HttpResponse>> get(const QUrl &url, const QByteArray &etag = {}) = 0;
    // Body is application/cbor. NetworkUnavailable covers everything below HTTP; any HTTP status is a response.
    [[nodiscard]] virtual QFuture<Result<HttpResponse>> post(const QUrl &url, const QByteArray &body) = 0;
};

[[nodiscard]] std::unique_ptr<Network> makeNetwork(int timeoutMs = 20000);

} // namespace dd::platform
