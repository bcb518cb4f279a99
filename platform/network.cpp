#include "platform/network.h"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPromise>
#include <QTimer>

#include <algorithm>

namespace dd::platform {
namespace {

constexpr qint64 responseLimit = 4 * 1024 * 1024;
constexpr qsizetype etagLimit = 128;

// Clear text never leaves the machine.
bool isAllowedUrl(const QUrl &url)
{
    if (!url.isValid() || url.host().isEmpty())
        return false;
    if (url.scheme() == QLatin1String("https"))
        return true;
    return url.scheme() == QLatin1String("http") && (url.host() == QLatin1String("localhost") || QHostAddress(url.host()).isLoopback());
}

// RFC 9110 §8.8.3: W/ or not, and in quotation marks. Anything else would go back into a head of ours.
QByteArray entityTag(const QByteArray &header)
{
    const QByteArray tag = header.trimmed();
    const QByteArrayView quoted = tag.startsWith("W/") ? QByteArrayView(tag).sliced(2) : QByteArrayView(tag);
    const bool isTag = tag.size() <= etagLimit && quoted.size() >= 2 && quoted.startsWith('"') && quoted.endsWith('"') &&
                       std::ranges::all_of(quoted.sliced(1, quoted.size() - 2), [](char c) { return c > ' ' && c <= '~' && c != '"'; });
    return isTag ? tag : QByteArray();
}

// One request from start to its single result.
class Exchange final : public QObject
{
public:
    Exchange(QNetworkReply *reply, int timeoutMs) : QObject(reply), m_reply(reply)
    {
        m_promise.start();
        connect(reply, &QIODevice::readyRead, this, [this] { take(); });
        connect(reply, &QNetworkReply::finished, this, [this] { finish(); });
        // The whole exchange is bounded, not only its silences.
        QTimer::singleShot(timeoutMs, this, [this] { giveUp(QStringLiteral("timeout")); });
    }
    [[nodiscard]] QFuture<Result<HttpResponse>> future() { return m_promise.future(); }
    void giveUp(const QString &why)
    {
        if (m_why.isEmpty())
            m_why = why;
        m_reply->abort(); // emits finished
    }

private:
    void take()
    {
        m_body += m_reply->read(responseLimit + 1 - m_body.size());
        if (m_body.size() > responseLimit)
            giveUp(QStringLiteral("size"));
    }
    void finish()
    {
        if (m_done)
            return;
        m_done = true;
        if (m_why.isEmpty())
            m_body += m_reply->read(responseLimit + 1 - m_body.size());
        m_promise.addResult(outcome());
        m_promise.finish();
        m_reply->deleteLater();
    }
    [[nodiscard]] Result<HttpResponse> outcome()
    {
        if (m_body.size() > responseLimit)
            m_why = QStringLiteral("size");
        if (!m_why.isEmpty())
            return fail(ErrorCode::NetworkUnavailable, m_why);
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        const QNetworkReply::NetworkError error = m_reply->error();
        // Qt reports 4xx and 5xx as errors too; those from 201 up speak of HTTP, those below of the connection.
        const bool answered = status > 0 && (error == QNetworkReply::NoError || (status >= 400 && error > QNetworkReply::UnknownProxyError));
        if (!answered)
            return fail(ErrorCode::NetworkUnavailable, QStringLiteral("transport"), QStringLiteral("error %1").arg(static_cast<int>(error)));
        return HttpResponse{status, m_body, entityTag(m_reply->rawHeader("ETag"))};
    }

    QNetworkReply *m_reply;
    QPromise<Result<HttpResponse>> m_promise;
    QByteArray m_body;
    QString m_why;
    bool m_done = false;
};

class QtNetwork final : public Network
{
public:
    explicit QtNetwork(int timeoutMs) : m_timeoutMs(timeoutMs) {}
    ~QtNetwork() override
    {
        for (QNetworkReply *reply : m_manager.findChildren<QNetworkReply *>()) {
            if (auto *exchange = static_cast<Exchange *>(reply->findChild<QObject *>(QLatin1String(exchangeName), Qt::FindDirectChildrenOnly)))
                exchange->giveUp(QStringLiteral("closed"));
        }
    }
    [[nodiscard]] QFuture<Result<HttpResponse>> get(const QUrl &url, const QByteArray &etag) override
    {
        if (!isAllowedUrl(url))
            return refused();
        QNetworkRequest message = request(url);
        if (!etag.isEmpty())
            message.setRawHeader("If-None-Match", etag);
        return follow(m_manager.get(message));
    }
    [[nodiscard]] QFuture<Result<HttpResponse>> post(const QUrl &url, const QByteArray &body) override
    {
        if (!isAllowedUrl(url))
            return refused();
        QNetworkRequest message = request(url);
        message.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/cbor"));
        return follow(m_manager.post(message, body));
    }

private:
    static constexpr char exchangeName[] = "exchange";

    static QNetworkRequest request(const QUrl &url)
    {
        QNetworkRequest message(url);
        message.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        message.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
        message.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
        message.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        message.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        message.setRawHeader("Accept", "application/cbor");
        message.setRawHeader("User-Agent", "DinhDanh"); // no version of anything: it would tell people apart
        return message;
    }
    QFuture<Result<HttpResponse>> follow(QNetworkReply *reply) const
    {
        reply->setReadBufferSize(64 * 1024);
        auto *exchange = new Exchange(reply, m_timeoutMs);
        exchange->setObjectName(QLatin1String(exchangeName));
        return exchange->future();
    }
    static QFuture<Result<HttpResponse>> refused()
    {
        QPromise<Result<HttpResponse>> promise;
        promise.start();
        promise.addResult(Result<HttpResponse>(fail(ErrorCode::NetworkUnavailable, QStringLiteral("url"))));
        promise.finish();
        return promise.future();
    }

    QNetworkAccessManager m_manager;
    int m_timeoutMs;
};

} // namespace

std::unique_ptr<Network> makeNetwork(int timeoutMs)
{
    return std::make_unique<QtNetwork>(timeoutMs);
}

} // namespace dd::platform
