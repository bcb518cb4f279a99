#include "core/capi/dinhdanh.h"

#include "core/base/durable_file.h"
#include "core/capi/json_input.h"
#include "core/crypto/self_test.h"
#include "core/trust/root_update.h"
#include "core/trust/verdict_json.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <QFile>
#include <QJsonDocument>
#include <unistd.h>

using namespace dd;
using capi::Config;

namespace {

constexpr qint64 rootSizeLimit = 1024;
using trust::rootUpdatesSizeLimit;
using trust::trustListSizeLimit;
constexpr qsizetype keySize = 32;
// The verifier refuses far shorter ones by their size; cut here, no length that a caller gives is ever copied whole.
constexpr std::size_t longestCode = 64 * 1024;

Result<QByteArray> readFile(const QString &path, const QString &stage, qint64 limit)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::CounterFileUnreadable, stage, QStringLiteral("cannot be opened"));
    const QByteArray bytes = file.read(limit + 1);
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorCode::CounterFileUnreadable, stage, QStringLiteral("cannot be read"));
    if (bytes.size() > limit)
        return fail(ErrorCode::CounterFileUnreadable, stage, QStringLiteral("too large"));
    return bytes;
}

// The seed of the key that signs challenges, kept as the authority keeps its own: 32 bytes and nothing else.
Result<std::unique_ptr<crypto::SoftwareSigner>> readKey(const QString &path)
{
    const Result<std::optional<Secret>> seed = readSecretFile(path, keySize, {ErrorCode::CounterFileUnreadable});
    if (!seed)
        return fail(seed.error());
    if (!*seed || (*seed)->size() != keySize)
        return fail(ErrorCode::CounterFileUnreadable, QStringLiteral("key"), *seed ? QStringLiteral("not 32 bytes") : QStringLiteral("cannot be opened"));
    return crypto::makeEd25519Signer(**seed);
}

// The pinned key is root 1; a chain that does not hold is an error, for the lists under its last root could not be opened anyway.
Result<crypto::PublicKey> rootInForce(const crypto::PublicKey &pinned, const QString &chainFile)
{
    const Result<QByteArray> chain = readFile(chainFile, QStringLiteral("root updates"), rootUpdatesSizeLimit);
    if (!chain)
        return fail(chain.error());
    Result<trust::Root> root = trust::applyRootUpdates({1, pinned}, *chain, SystemClock().now());
    return root ? Result<crypto::PublicKey>(std::move(root->key)) : fail(root.error());
}

// malloc, for dd_free is called from languages that know nothing of new.
char *copied(const QJsonObject &object)
{
    const QByteArray json = QJsonDocument(object).toJson(QJsonDocument::Compact);
    char *copy = static_cast<char *>(std::malloc(static_cast<std::size_t>(json.size()) + 1));
    if (copy != nullptr)
        std::memcpy(copy, json.constData(), static_cast<std::size_t>(json.size()) + 1);
    return copy;
}

// Nothing of ours throws but for want of memory, and that must not run into the caller's language.
template <typename Make>
auto guarded(const Make &make) noexcept -> decltype(make())
{
    try {
        return make();
    } catch (...) {
        return nullptr;
    }
}

} // namespace

// A composition root: here the library meets the real clock.
struct dd_counter
{
    static Result<std::unique_ptr<dd_counter>> open(const char *json)
    {
        if (const Result<void> sound = crypto::selfTest(); !sound)
            return fail(sound.error());
        const Result<Config> config = capi::readConfig(json);
        if (!config)
            return fail(config.error());
        Result<QByteArray> rootKey = config->rootFile.isEmpty() ? config->rootKey : readFile(config->rootFile, QStringLiteral("root"), rootSizeLimit);
        if (!rootKey)
            return fail(rootKey.error());
        Result<crypto::PublicKey> root = crypto::PublicKey::fromCose(QByteArrayView(*rootKey));
        if (root && !config->rootUpdatesFile.isEmpty())
            root = rootInForce(*root, config->rootUpdatesFile);
        if (!root)
            return fail(root.error());
        auto counter = std::make_unique<dd_counter>(std::move(*root), config->demo, config->statusFolder);
        if (const Result<void> kept = counter->openStatus({}); !kept)
            return fail(kept.error());
        if (!config->trustListFile.isEmpty()) {
            const Result<QByteArray> bytes = readFile(config->trustListFile, QStringLiteral("trust list"), trustListSizeLimit);
            if (!bytes)
                return fail(bytes.error());
            if (const Result<void> taken = counter->take(*bytes); !taken)
                return fail(taken.error());
        }
        if (const Result<void> remembers = counter->openCache(*config); !remembers)
            return fail(remembers.error());
        if (const Result<void> asks = counter->openChallenges(*config); !asks)
            return fail(asks.error());
        return counter;
    }

    dd_counter(crypto::PublicKey root, bool demo, const QString &statusFolder) : m_root(std::move(root)), m_demo(demo), m_statusFolder(statusFolder)
    {
    }

    QJsonObject verify(const QString &text)
    {
        const std::scoped_lock turn(m_turn);
        const trust::Judges judges{.replay = *m_cache,
                                   .trust = m_trust ? &*m_trust : nullptr,
                                   .status = &m_status,
                                   .challenges = m_challenges ? &*m_challenges : nullptr};
        const trust::Verdict verdict = trust::Verifier(judges, m_clock).verify(text);
        return toJson(verdict, m_clock.now());
    }

    QJsonObject challenge(const char *json)
    {
        const std::scoped_lock turn(m_turn);
        const Result<QString> text = ask(json);
        if (!text)
            return trust::toJson(text.error(), m_clock.now());
        return {{QStringLiteral("challenge"), *text}, {QStringLiteral("validSeconds"), trust::ChallengeBook::lifetimeSeconds}};
    }

    QJsonObject update(const QByteArray &offered)
    {
        const std::scoped_lock turn(m_turn);
        if (const Result<void> taken = take(offered); !taken)
            return trust::toJson(taken.error(), m_clock.now());
        return {{QStringLiteral("sequence"), m_trust->sequence},
                {QStringLiteral("issued"), moment(m_trust->issued)},
                {QStringLiteral("nextUpdate"), moment(m_trust->nextUpdate)},
                {QStringLiteral("demo"), m_trust->demo}};
    }

    QJsonObject updateStatus(QByteArrayView offered)
    {
        const std::scoped_lock turn(m_turn);
        const Result<QByteArray> uri = trust::claimedStatusUri(offered);
        static const trust::TrustList nobody;
        const Result<void> taken = uri ? m_status.offer(offered, *uri, m_trust ? *m_trust : nobody) : fail(uri.error());
        if (taken) {
            for (const trust::StatusStore::Held &held : m_status.held()) {
                if (held.uri == *uri)
                    return {{QStringLiteral("uri"), QString::fromLatin1(held.uri)},
                            {QStringLiteral("issued"), moment(held.issuedAt)},
                            {QStringLiteral("expires"), moment(held.expires)}};
            }
        }
        return trust::toJson(taken ? Error{ErrorCode::Internal, QStringLiteral("status list"), {}, {}} : taken.error(), m_clock.now());
    }

private:
    static QString moment(qint64 secondsUtc) { return QDateTime::fromSecsSinceEpoch(secondsUtc, Qt::UTC).toString(Qt::ISODate); }

    Result<QString> ask(const char *json)
    {
        if (!m_challenges)
            return fail(ErrorCode::InvalidInput, QStringLiteral("call"), QStringLiteral("the configuration names no relyingParty"));
        const Result<capi::ChallengeRequest> request = capi::readChallengeRequest(json);
        if (!request)
            return fail(request.error());
        const Result<credential::ChallengeCode> code = m_challenges->ask(request->asked, request->purpose, m_name, m_key.get());
        return code ? Result<QString>(code->text) : fail(code.error());
    }

    // What lies in the folder counts under `list`.
    Result<void> openStatus(const trust::TrustList &list)
    {
        return m_statusFolder.isEmpty() ? Result<void>() : m_status.openFolder(m_statusFolder, list);
    }

    Result<void> take(const QByteArray &offered)
    {
        Result<trust::TrustList> list = trust::updateTrustList(m_heldBytes, offered, m_root);
        if (!list)
            return fail(list.error());
        if (list->demo && !m_demo)
            return fail(ErrorCode::CounterDemoNotAllowed, QStringLiteral("trust list"));
        if (const Result<void> kept = openStatus(*list); !kept)
            return kept;
        m_heldBytes = offered;
        m_trust = std::move(*list);
        return {};
    }

    Result<void> openCache(const Config &config)
    {
        if (config.replayFile.isEmpty()) {
            m_cache = std::make_unique<trust::MemoryReplayCache>(m_clock);
            return {};
        }
        // Two gates of one name would take each other's codes for codes held to the camera.
        static std::atomic<int> unnamed = 0;
        const QString gate = config.gate.isEmpty() ? QStringLiteral("library %1 %2").arg(::getpid()).arg(++unnamed) : config.gate;
        Result<std::unique_ptr<trust::ReplayCache>> cache = trust::openFileReplayCache(config.replayFile, gate, m_clock);
        if (!cache)
            return fail(cache.error());
        m_cache = std::move(*cache);
        return {};
    }

    Result<void> openChallenges(const Config &config)
    {
        if (!config.keyFile.isEmpty()) {
            Result<std::unique_ptr<crypto::SoftwareSigner>> key = readKey(config.keyFile);
            if (!key)
                return fail(key.error());
            m_key = std::move(*key);
        }
        m_name = config.name;
        if (!config.relyingParty.isEmpty())
            m_challenges.emplace(config.relyingParty, m_random, m_clock);
        return {};
    }

    std::mutex m_turn;
    const SystemClock m_clock;
    SystemRandom m_random;
    const crypto::PublicKey m_root;
    const bool m_demo;
    const QString m_statusFolder;
    QByteArray m_heldBytes;
    std::optional<trust::TrustList> m_trust;
    trust::StatusStore m_status;
    std::unique_ptr<trust::ReplayCache> m_cache;
    QString m_name;
    std::unique_ptr<crypto::SoftwareSigner> m_key; // none: challenges are not signed
    std::optional<trust::ChallengeBook> m_challenges;
};

namespace {

// Of a caller that gives no handle or no bytes.
QJsonObject misused(const QString &detail)
{
    return trust::toJson(Error{ErrorCode::InvalidInput, QStringLiteral("call"), detail, {}}, SystemClock().now());
}

} // namespace

dd_counter *dd_open(const char *config_json, char **error_json)
{
    return guarded([&]() -> dd_counter * {
        if (error_json != nullptr)
            *error_json = nullptr;
        Result<std::unique_ptr<dd_counter>> counter = dd_counter::open(config_json);
        if (counter)
            return counter->release();
        if (error_json != nullptr)
            *error_json = copied(trust::toJson(counter.error(), SystemClock().now()));
        return nullptr;
    });
}

char *dd_verify(dd_counter *counter, const char *text, size_t length)
{
    return guarded([&]() -> char * {
        if (counter == nullptr || (text == nullptr && length != 0))
            return copied(misused(counter == nullptr ? QStringLiteral("no handle") : QStringLiteral("no text")));
        const auto size = static_cast<qsizetype>(std::min(length, longestCode));
        return copied(counter->verify(QString::fromUtf8(text, size).trimmed()));
    });
}

char *dd_update(dd_counter *counter, const unsigned char *list, size_t length)
{
    return guarded([&]() -> char * {
        if (counter == nullptr || (list == nullptr && length != 0))
            return copied(misused(counter == nullptr ? QStringLiteral("no handle") : QStringLiteral("no list")));
        if (length > static_cast<std::size_t>(trustListSizeLimit))
            return copied(misused(QStringLiteral("too large")));
        return copied(counter->update(QByteArray(reinterpret_cast<const char *>(list), static_cast<qsizetype>(length))));
    });
}

char *dd_update_status(dd_counter *counter, const unsigned char *list, size_t length)
{
    return guarded([&]() -> char * {
        if (counter == nullptr || (list == nullptr && length != 0))
            return copied(misused(counter == nullptr ? QStringLiteral("no handle") : QStringLiteral("no list")));
        if (length > static_cast<std::size_t>(trust::statusTokenLimit))
            return copied(misused(QStringLiteral("too large")));
        return copied(counter->updateStatus(QByteArrayView(reinterpret_cast<const char *>(list), static_cast<qsizetype>(length))));
    });
}

char *dd_challenge(dd_counter *counter, const char *request_json)
{
    return guarded([&]() -> char * { return copied(counter == nullptr ? misused(QStringLiteral("no handle")) : counter->challenge(request_json)); });
}

void dd_free(char *json)
{
    std::free(json);
}

void dd_close(dd_counter *counter)
{
    delete counter;
}

const char *dd_version(void)
{
    return DINHDANH_VERSION;
}
