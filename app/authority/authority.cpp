#include "app/authority/authority.h"

#include "core/base/log.h"

namespace dd::authority {

namespace {

constexpr qsizetype longestMessage = 1000;

int statusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::CborMalformed:
    case ErrorCode::CborNotDeterministic:
    case ErrorCode::InvalidInput:
    case ErrorCode::CoseMalformed:
    case ErrorCode::KeyMalformed:
    case ErrorCode::AlgorithmUnknown:
    case ErrorCode::RequestNotUnderstood:
        return 400;
    case ErrorCode::SignatureInvalid:
    case ErrorCode::AlgorithmMismatch:
    case ErrorCode::HolderNotEnrolled:
        return 403;
    case ErrorCode::RequestReplayed:
        return 409;
    case ErrorCode::EnrolmentSession:
        return 410;
    case ErrorCode::AuthorityBusy:
        return 429;
    case ErrorCode::Internal:
    case ErrorCode::CryptoFailed:
    case ErrorCode::AuthorityStateInvalid:
        return 500;
    default:
        return 422;
    }
}

template <typename Message>
Reply replyWith(const Result<Message> &result)
{
    if (!result)
        return Authority::refusal(result.error());
    return {200, credential::encode(*result)};
}

} // namespace

Authority::Authority(State state, nfc::CscaStore anchors, identity::ProvinceTable provinces, Random &random, const Clock &clock)
    : m_state(std::move(state))
    , m_anchors(std::move(anchors))
    , m_provinces(std::move(provinces))
    , m_random(random)
    , m_clock(clock)
    , m_records(m_state.recordsFolder(), m_state.recordKey, random)
    , m_sessions(random, clock)
{
}

Result<std::unique_ptr<Authority>> Authority::open(State state, nfc::CscaStore anchors, identity::ProvinceTable provinces, Random &random,
                                                   const Clock &clock)
{
    for (const nfc::CscaAnchor &anchor : anchors.anchors()) {
        if (anchor.demo != state.isDemo())
            return fail(ErrorCode::InvalidInput, QStringLiteral("CSCA"), QStringLiteral("demo and genuine anchors do not mix"));
    }
    std::unique_ptr<Authority> authority(new Authority(std::move(state), std::move(anchors), std::move(provinces), random, clock));
    Result<Registry> registry = Registry::load(authority->m_records);
    if (!registry)
        return fail(registry.error());
    authority->m_registry.emplace(std::move(*registry));
    Result<StatusBook> book = StatusBook::load(authority->m_records, random, authority->m_state.statusPrefix(), clock.now());
    if (!book)
        return fail(book.error());
    authority->m_book.emplace(std::move(*book));
    authority->m_publisher.emplace(authority->m_state, *authority->m_book, clock);
    const std::pair<const char *, std::optional<RequestLog> Authority::*> logs[] = {{"refresh", &Authority::m_refreshLog},
                                                                                    {"copies", &Authority::m_copiesLog},
                                                                                    {"pass", &Authority::m_passLog},
                                                                                    {"declaration", &Authority::m_declarationLog}};
    for (const auto &[kind, member] : logs) {
        Result<RequestLog> log = RequestLog::load(authority->m_records, QLatin1String(kind));
        if (!log)
            return fail(log.error());
        (authority.get()->*member).emplace(std::move(*log));
    }
    return authority;
}

Reply Authority::refusal(const Error &error)
{
    const ErrorText &text = errorText(error.code);
    QString message = QString::fromUtf8(text.vi) + u' ' + QString::fromUtf8(text.viAdvice);
    if (!error.stage.isEmpty())
        message += QStringLiteral(" (%1)").arg(error.stage);
    // The code and the step only: details may quote what was sent.
    qCInfo(logApp) << "refused" << text.id << error.stage;
    return {statusOf(error.code), credential::encode(credential::Refusal{QString::fromLatin1(text.id), message.left(longestMessage)})};
}

Reply Authority::published(const QString &path)
{
    const std::scoped_lock lock(m_mutex);
    const Result<std::optional<Publisher::File>> file = m_publisher->file(path);
    if (!file)
        return refusal(file.error());
    if (!*file) {
        Reply missing = refusal({ErrorCode::RequestNotUnderstood, QStringLiteral("path"), {}, {}});
        missing.status = 404;
        return missing;
    }
    return {200, (*file)->content, (*file)->type};
}

Reply Authority::enrolKeys(QByteArrayView body)
{
    const std::scoped_lock lock(m_mutex);
    return replyWith(openEnrolment(body));
}

Reply Authority::enrolChip(QByteArrayView body)
{
    const std::scoped_lock lock(m_mutex);
    return replyWith(challengeEnrolment(body));
}

Reply Authority::enrolFinish(QByteArrayView body)
{
    const std::scoped_lock lock(m_mutex);
    return replyWith(finishEnrolment(body));
}

Reply Authority::enrolRefresh(QByteArrayView body)
{
    const std::scoped_lock lock(m_mutex);
    return replyWith(refreshIdentity(body));
}

Reply Authority::passes(QByteArrayView body)
{
    const std::scoped_lock lock(m_mutex);
    return replyWith(issuePass(body));
}

Reply Authority::declarations(QByteArrayView body)
{
    const std::scoped_lock lock(m_mutex);
    return replyWith(receiveDeclaration(body));
}

Reply Authority::copies(QByteArrayView body)
{
    const std::scoped_lock lock(m_mutex);
    return replyWith(issueCopies(body));
}

void Authority::forgetExpired()
{
    const std::scoped_lock lock(m_mutex);
    m_sessions.dropExpired();
}

Result<credential::SignedByHolder> Authority::openRequest(QByteArrayView body, const QString &typ) const
{
    const Result<QByteArray> thumbprint = credential::holderThumbprint(body);
    if (!thumbprint)
        return fail(thumbprint.error());
    const crypto::PublicKey *key = m_registry->key(*thumbprint);
    if (!key)
        return fail(ErrorCode::HolderNotEnrolled, QStringLiteral("holder signature"));
    return credential::verifySignedByHolder(body, typ, *key);
}

} // namespace dd::authority
