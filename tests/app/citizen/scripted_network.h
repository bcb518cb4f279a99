// The real network, except where a test says what comes back, or that nothing does.
#pragma once

#include "platform/network.h"

#include <functional>
#include <QMap>
#include <QPromise>
#include <QSet>

namespace dd::test {

class ScriptedNetwork final : public platform::Network
{
public:
    explicit ScriptedNetwork(std::unique_ptr<platform::Network> real)
        : m_real(std::move(real))
    {
    }

    using Answer = std::function<platform::HttpResponse(const QByteArray &body)>;
    void answer(const QString &path, const platform::HttpResponse &response) { answerWith(path, [response](const QByteArray &) { return response; }); }
    void answerWith(const QString &path, const Answer &answer) { m_answers.insert(path, answer); }
    void holdBack(const QString &path) { m_held.insert(path); }
    void passOn() { m_answers.clear(), m_held.clear(); }
    [[nodiscard]] QByteArray lastBody(const QString &path) const { return m_bodies.value(path); }
    [[nodiscard]] int waiting() const { return static_cast<int>(m_waiting.size()); }
    // What was held back ends as a broken connection.
    void breakOff()
    {
        for (const auto &promise : std::exchange(m_waiting, {})) {
            promise->addResult(Result<platform::HttpResponse>(fail(ErrorCode::NetworkUnavailable, QStringLiteral("held back"))));
            promise->finish();
        }
    }

    QFuture<Result<platform::HttpResponse>> get(const QUrl &url, const QByteArray &etag) override
    {
        return m_answers.contains(url.path()) ? scripted(url, {}) : m_real->get(url, etag);
    }
    QFuture<Result<platform::HttpResponse>> post(const QUrl &url, const QByteArray &body) override
    {
        m_bodies.insert(url.path(), body);
        return m_held.contains(url.path()) || m_answers.contains(url.path()) ? scripted(url, body) : m_real->post(url, body);
    }

private:
    QFuture<Result<platform::HttpResponse>> scripted(const QUrl &url, const QByteArray &body)
    {
        auto promise = std::make_shared<QPromise<Result<platform::HttpResponse>>>();
        promise->start();
        if (m_held.contains(url.path())) {
            m_waiting.append(promise);
        } else {
            promise->addResult(Result<platform::HttpResponse>(m_answers.value(url.path())(body)));
            promise->finish();
        }
        return promise->future();
    }

    std::unique_ptr<platform::Network> m_real;
    QMap<QString, Answer> m_answers;
    QSet<QString> m_held;
    QMap<QString, QByteArray> m_bodies;
    QList<std::shared_ptr<QPromise<Result<platform::HttpResponse>>>> m_waiting;
};

// Stands between the phone and its authority from here on; the phone owns it.
template <typename Phone>
ScriptedNetwork &interpose(Phone &phone)
{
    auto scripted = std::make_unique<ScriptedNetwork>(std::move(phone.app().services().network));
    ScriptedNetwork &kept = *scripted;
    phone.app().services().network = std::move(scripted);
    return kept;
}

} // namespace dd::test
