#include "app/citizen/authority_client.h"

#include "core/base/log.h"
#include "core/crypto/cose_sign1.h"

#include <QtConcurrentRun>

namespace dd::citizen {
namespace {

template <typename T>
QFuture<Result<T>> ready(Result<T> result)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

std::unexpected<Error> unverified(const QString &why)
{
    return fail(ErrorCode::AuthorityUnverified, QStringLiteral("trust list"), why);
}

// AuthorityRefused is final, so it takes the authority's own words about what was asked. A server in between, a busy
// authority or a key it does not know says nothing about the request: that may be sent again.
Result<QByteArray> bodyOf(const Result<platform::HttpResponse> &answer)
{
    if (!answer)
        return fail(answer.error());
    const int status = answer->status;
    if (status == 200)
        return answer->body;
    const QString stage = QStringLiteral("HTTP %1").arg(status);
    if (status == 429)
        return fail(ErrorCode::AuthorityBusy, stage);
    if (status < 400 || status >= 500)
        return fail(ErrorCode::NetworkUnavailable, stage);
    const auto refusal = credential::decodeRefusal(answer->body);
    if (refusal && (status == 400 || status == 409 || status == 422))
        return fail(ErrorCode::AuthorityRefused, refusal->code, refusal->message);
    for (const ErrorCode known : {ErrorCode::HolderNotEnrolled, ErrorCode::EnrolmentSession}) {
        if (refusal && refusal->code == errorId(known))
            return fail(known, stage);
    }
    return fail(ErrorCode::AuthorityAnswerInvalid, stage);
}

} // namespace

Result<AcceptedToken> acceptToken(QByteArrayView token, const trust::TrustList &list, credential::CredentialType type, QByteArrayView holderThumbprint,
                                  bool demoAllowed, qint64 now)
{
    if (now > list.nextUpdate + trust::trustListGrace)
        return fail(ErrorCode::TrustListOutdated, QStringLiteral("trust list"));
    const auto sign1 = crypto::parseCoseSign1(token);
    if (!sign1)
        return fail(ErrorCode::AuthorityAnswerInvalid, QStringLiteral("COSE_Sign1"), sign1.error().detail);
    auto parsed = credential::parseCredential(token);
    if (!parsed)
        return fail(ErrorCode::AuthorityAnswerInvalid, QStringLiteral("credential"), parsed.error().stage);
    const trust::TrustedIssuer *issuer = list.find(parsed->claims.issuer, parsed->issuerKeyId);
    if (!issuer || !issuer->types.contains(static_cast<int>(parsed->claims.type)))
        return unverified(QStringLiteral("issuer is not in the list"));
    if (parsed->claims.issuedAt < issuer->notBefore || parsed->claims.issuedAt >= issuer->expires || now >= issuer->expires)
        return unverified(QStringLiteral("issuer key out of its period"));
    if (!sign1->verify(issuer->key))
        return unverified(QStringLiteral("issuer signature"));
    // Signed by a known issuer: now its meaning may be used.
    if (parsed->claims.type != type)
        return fail(ErrorCode::AuthorityAnswerInvalid, QStringLiteral("credential type"));
    if (!constantTimeEqual(parsed->holderThumbprint, holderThumbprint))
        return fail(ErrorCode::HolderKeyMismatch, QStringLiteral("cnf"));
    AcceptedToken accepted;
    accepted.token = token.toByteArray();
    accepted.demo = list.demo || (parsed->claims.evidence & credential::EvidenceDemo) != 0;
    if (accepted.demo && !demoAllowed)
        return fail(ErrorCode::DemoNotAllowed, QStringLiteral("trust list"));
    accepted.credential = std::move(*parsed);
    return accepted;
}

AuthorityClient::AuthorityClient(Services &services, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_lists(services)
{
}

QUrl AuthorityClient::address(const QString &path) const
{
    QUrl url = m_services.authority;
    url.setPath(path);
    return url;
}

QFuture<Result<QByteArray>> AuthorityClient::post(const QString &path, const QByteArray &body)
{
    if (m_services.authority.isEmpty() || !m_services.network) // no network: the app is closing
        return ready<QByteArray>(fail(ErrorCode::NetworkUnavailable, QStringLiteral("no authority is set")));
    return m_services.network->post(address(path), body).then(this, [](const Result<platform::HttpResponse> &answer) { return bodyOf(answer); });
}

Result<std::optional<trust::TrustList>> AuthorityClient::heldTrustList() const
{
    return m_lists.trustList();
}

Result<trust::TrustList> AuthorityClient::takeTrustList(const Result<platform::HttpResponse> &answer) const
{
    const Result<QByteArray> offered = bodyOf(answer);
    if (offered)
        return m_lists.takeTrustList(*offered);
    auto held = m_lists.trustList();
    if (!held || !*held)
        return fail(held ? offered.error() : held.error());
    return std::move(**held);
}

QFuture<Result<trust::TrustList>> AuthorityClient::trustList()
{
    if (!m_services.root)
        return ready<trust::TrustList>(unverified(QStringLiteral("no root key is installed")));
    if (!m_services.network)
        return ready<trust::TrustList>(fail(ErrorCode::NetworkUnavailable, QStringLiteral("closing")));
    // The roots first: the list may be the next one's. Where there are none yet, or no good ones, the list says what is wrong.
    return m_services.network->get(address(QStringLiteral("/root-updates")))
        .then(this, [this](const Result<platform::HttpResponse> &answer) {
            const Result<QByteArray> chain = bodyOf(answer);
            if (const Result<void> taken = chain ? m_lists.takeRootUpdates(*chain) : Result<void>(); !taken)
                qCWarning(logApp) << "root updates not taken:" << errorId(taken.error().code);
            return m_services.network ? m_services.network->get(address(QStringLiteral("/trust-list")))
                                      : ready<platform::HttpResponse>(fail(ErrorCode::NetworkUnavailable, QStringLiteral("closing")));
        })
        .unwrap()
        .then(this, [this](const Result<platform::HttpResponse> &answer) { return takeTrustList(answer); });
}

template <typename Answer>
QFuture<Result<Answer>> AuthorityClient::ask(const QString &path, const QByteArray &body, Result<Answer> (*decode)(QByteArrayView))
{
    return post(path, body).then(this, [path, decode](const Result<QByteArray> &received) -> Result<Answer> {
        if (!received)
            return fail(received.error());
        Result<Answer> answer = decode(*received);
        if (!answer)
            return fail(ErrorCode::AuthorityAnswerInvalid, path, answer.error().detail);
        return answer;
    });
}

QFuture<Result<credential::EnrolChallenge>> AuthorityClient::enrolKeys(const credential::EnrolKeys &keys)
{
    return ask(QStringLiteral("/enrol/keys"), credential::encode(keys), &credential::decodeEnrolChallenge);
}

QFuture<Result<credential::EnrolChipChallenge>> AuthorityClient::enrolChip(const credential::EnrolChip &question)
{
    return ask(QStringLiteral("/enrol/chip"), credential::encode(question), &credential::decodeEnrolChipChallenge);
}

QFuture<Result<QList<AcceptedToken>>> AuthorityClient::postForTokens(const QString &path, const QByteArray &body, const Accept &accept)
{
    using Answer = Result<QList<AcceptedToken>>;
    return post(path, body)
        .then(this,
              [this, path, accept](const Result<QByteArray> &answer) -> QFuture<Answer> {
                  if (!answer)
                      return ready<QList<AcceptedToken>>(fail(answer.error()));
                  const auto tokens = credential::decodeTokens(*answer);
                  if (!tokens || tokens->tokens.isEmpty())
                      return ready<QList<AcceptedToken>>(fail(ErrorCode::AuthorityAnswerInvalid, path));
                  return trustList().then(this, [accept, tokens = tokens->tokens](const Result<trust::TrustList> &list) -> Answer {
                      return list ? accept(tokens, *list) : fail(list.error());
                  });
              })
        .unwrap();
}

QFuture<Result<QList<AcceptedToken>>> AuthorityClient::obtain(const QString &path, const QByteArray &body, credential::CredentialType type,
                                                              const QByteArray &holderThumbprint)
{
    return postForTokens(path, body, [this, type, holderThumbprint](const Tokens &tokens, const trust::TrustList &list) -> Result<QList<AcceptedToken>> {
        QList<AcceptedToken> accepted;
        for (const QByteArray &token : tokens) {
            auto one = acceptToken(token, list, type, holderThumbprint, m_services.demo, m_services.clock->now());
            if (!one)
                return fail(std::move(one.error()));
            accepted.append(std::move(*one));
        }
        return accepted;
    });
}

QFuture<Result<QList<AcceptedToken>>> AuthorityClient::obtainCopies(const QByteArray &message, const credential::CopiesRequest &request,
                                                                    const credential::Credential &original)
{
    const auto accept = [this, request, original](const Tokens &tokens, const trust::TrustList &list) -> Result<QList<AcceptedToken>> {
        if (tokens.size() != request.keys.size())
            return fail(ErrorCode::AuthorityAnswerInvalid, QStringLiteral("/copies"));
        const auto type = request.printed ? credential::CredentialType::PrintedCopy : original.claims.type;
        QList<AcceptedToken> accepted;
        for (qsizetype i = 0; i < tokens.size(); ++i) {
            auto one = acceptToken(tokens.at(i), list, type, request.keys.at(i).thumbprint(), m_services.demo, m_services.clock->now());
            if (!one)
                return fail(std::move(one.error()));
            accepted.append(std::move(*one));
        }
        // Signed by a known issuer, each for its key; now that they say the same.
        const auto same = credential::readCopies(request, original, credential::Tokens{tokens});
        if (!same)
            return fail(same.error());
        return accepted;
    };
    return postForTokens(QStringLiteral("/copies"), message, accept);
}

} // namespace dd::citizen
