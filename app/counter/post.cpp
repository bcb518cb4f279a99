#include "app/counter/post.h"

#include "app/counter/code_source.h"
#include "app/counter/post_state.h"

#include <algorithm>

namespace dd::counter {

Post::Post(const Options &options, PostSettings settings, const Clock &clock, Random &random)
    : m_clock(clock), m_stateFolder(options.stateFolder), m_statusFolder(options.statusFolder), m_demo(options.demo), m_settings(std::move(settings)),
      m_book(m_settings.id, random, clock), m_clocks(clock)
{
    if (m_statusFolder.isEmpty() && !m_stateFolder.isEmpty())
        m_statusFolder = inFolder(m_stateFolder, "status");
}

Result<void> Post::offerTrustListFile(const QString &path)
{
    const Result<QByteArray> bytes = readSmallFile(path, trustListSizeLimit);
    if (!bytes)
        return fail(bytes.error());
    return offerTrustList(*bytes);
}

Result<void> Post::offerTrustList(const QByteArray &bytes)
{
    takeInWhatOthersWrote(); // it may be newer than what is offered
    return take(bytes, Keep::Yes);
}

Result<void> Post::take(const QByteArray &bytes, Keep keep)
{
    const Result<QList<trust::Root>> roots = rootsUntil(m_clock.now(), m_rootChain);
    if (!roots)
        return fail(roots.error());
    Result<trust::TrustList> list = trust::updateTrustList(m_heldBytes, bytes, roots->constLast().key);
    if (!list)
        return fail(list.error());
    if (list->demo && !m_demo)
        return fail(ErrorCode::CounterDemoNotAllowed, QStringLiteral("trust list"));
    if (keep == Keep::Yes && !m_stateFolder.isEmpty() && bytes != m_heldBytes) {
        if (const Result<void> written = writeState(inFolder(m_stateFolder, "trust-list.cwt"), bytes); !written)
            return written;
    }
    if (const Result<void> kept = openStatus(*list); !kept)
        return kept;
    m_heldBytes = bytes;
    m_trust = std::move(*list);
    m_trustProblem.reset();
    return {};
}

Result<QList<trust::Root>> Post::rootsUntil(qint64 now, const QByteArray &chain) const
{
    if (!m_pinned)
        return fail(ErrorCode::CounterRootMissing, QStringLiteral("root"));
    return trust::rootsUntil({1, *m_pinned}, chain, now);
}

int Post::rootNumber() const
{
    const Result<QList<trust::Root>> roots = rootsUntil(m_clock.now(), m_rootChain);
    return roots ? roots->constLast().number : 0;
}

Result<void> Post::takeRootUpdates(const QByteArray &chain)
{
    if (!m_pinned)
        return fail(ErrorCode::CounterRootMissing, QStringLiteral("root"));
    if (const Result<void> extends = trust::extendsRoots({1, *m_pinned}, m_rootChain, chain); !extends)
        return extends;
    m_rootChain = chain;
    return {};
}

Result<void> Post::offerRootUpdates(const QByteArray &chain)
{
    takeInWhatOthersWrote();
    if (chain == m_rootChain)
        return {};
    if (const Result<void> taken = takeRootUpdates(chain); !taken || m_stateFolder.isEmpty())
        return taken;
    return writeState(inFolder(m_stateFolder, "root-updates.cbor"), chain);
}

bool Post::expectsStatusLists() const
{
    return m_trust && std::ranges::any_of(m_trust->issuers, [](const trust::TrustedIssuer &issuer) { return issuer.status.has_value(); });
}

std::optional<qint64> Post::statusListIssuedAt(const QByteArray &uri) const
{
    const QList<trust::StatusStore::Held> lists = m_status.held();
    const auto found = std::ranges::find(lists, uri, &trust::StatusStore::Held::uri);
    return found != lists.end() ? std::optional(found->issuedAt) : std::nullopt;
}

Result<void> Post::offerStatusList(const QByteArray &token, const QByteArray &uri)
{
    static const trust::TrustList nobody;
    return m_status.offer(token, uri, m_trust ? *m_trust : nobody);
}

trust::Verdict Post::check(const QString &code)
{
    takeInNowAndThen();
    const trust::Judges judges{.replay = *m_cache,
                               .trust = trustList(),
                               .status = &m_status,
                               .challenges = &m_book,
                               .clocks = &m_clocks,
                               .rule = m_settings.rule ? &*m_settings.rule : nullptr};
    return trust::Verifier(judges, m_clock).verify(code);
}

Result<Post::Question> Post::ask(const QList<credential::Asked> &asked, credential::Purpose purpose)
{
    takeInNowAndThen();
    const bool isKnown = m_key && m_trust && m_trust->findPartyByKey(m_key->publicKey().keyId()) != nullptr;
    const Result<credential::ChallengeCode> code =
        m_book.ask(asked, purpose, isKnown ? QString() : m_settings.name, isKnown ? m_key.get() : nullptr);
    if (!code)
        return fail(code.error());
    const Result<credential::ReceivedChallenge> received = credential::parseChallenge(code->text);
    if (!received)
        return fail(received.error());
    Result<trust::JudgedChallenge> judged = trust::judgeChallenge(*received, trustList(), m_clock);
    if (!judged)
        return fail(ErrorCode::CounterMayNotAsk, QStringLiteral("challenge"), judged.error().detail);
    return Question{code->text, std::move(*judged)};
}

} // namespace dd::counter
