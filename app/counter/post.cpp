#include "app/counter/post.h"

#include "app/counter/code_source.h"
#include "core/base/durable_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QStandardPaths>

namespace dd::counter {
namespace {

constexpr qint64 rootSizeLimit = 1024;
constexpr qint64 trustListSizeLimit = 4 * 1024 * 1024;

Result<void> writeState(const QString &path, const QByteArray &bytes)
{
    return writeDurably(path, bytes, {ErrorCode::CounterStateUnwritable});
}

Result<void> makeStateFolder(const QString &folder)
{
    if (!QDir().mkpath(folder))
        return fail(ErrorCode::CounterStateUnwritable, QStringLiteral("state folder"));
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return {};
}

QString inFolder(const QString &folder, const char *name)
{
    return QDir(folder).filePath(QLatin1String(name));
}

} // namespace

Result<std::unique_ptr<Post>> Post::open(const Options &options, const Clock &clock)
{
    std::unique_ptr<Post> post(new Post(options, clock));
    if (!options.stateFolder.isEmpty()) {
        if (const Result<void> made = makeStateFolder(options.stateFolder); !made)
            return fail(made.error());
    }
    if (const Result<void> root = post->openRoot(options.rootFile); !root)
        return fail(root.error());
    if (const Result<void> cache = post->openCache(options); !cache)
        return fail(cache.error());
    post->openHeldList();
    if (!options.trustFile.isEmpty()) {
        if (const Result<void> offered = post->offerTrustListFile(options.trustFile); !offered)
            post->m_trustProblem = offered.error();
    }
    return post;
}

Result<void> Post::openRoot(const QString &file)
{
    const QString pinnedPath = m_stateFolder.isEmpty() ? QString() : inFolder(m_stateFolder, "root.cose");
    const bool pinned = !pinnedPath.isEmpty() && QFile::exists(pinnedPath);
    if (file.isEmpty() && !pinned)
        return {};
    const Result<QByteArray> bytes = readSmallFile(file.isEmpty() ? pinnedPath : file, rootSizeLimit);
    if (!bytes)
        return fail(bytes.error());
    Result<crypto::PublicKey> key = crypto::PublicKey::fromCose(QByteArrayView(*bytes));
    if (!key)
        return fail(key.error());
    if (pinned && !file.isEmpty()) {
        const Result<QByteArray> held = readSmallFile(pinnedPath, rootSizeLimit);
        if (!held)
            return fail(held.error());
        if (*held != *bytes)
            return fail(ErrorCode::CounterRootChanged, QStringLiteral("root key"));
    }
    if (!pinned && !pinnedPath.isEmpty()) {
        if (const Result<void> written = writeState(pinnedPath, *bytes); !written)
            return written;
    }
    m_root = std::move(*key);
    return {};
}

Result<void> Post::openCache(const Options &options)
{
    QString folder = m_stateFolder;
    if (folder.isEmpty()) {
        // At an invented time the real memory is left alone.
        if (options.at) {
            m_cache = std::make_unique<trust::MemoryReplayCache>(m_clock);
            return {};
        }
        // A code used twice must be seen even by somebody who named no folder.
        folder = inFolder(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation), "dinhdanh-counter");
        if (const Result<void> made = makeStateFolder(folder); !made)
            return made;
    }
    QString gate = options.gate;
    if (gate.isEmpty()) // two windows are two gates: a code held to one of them is a replay at the other
        gate = options.verify ? QStringLiteral("command line") : QStringLiteral("window %1").arg(QCoreApplication::applicationPid());
    Result<std::unique_ptr<trust::ReplayCache>> cache = trust::openFileReplayCache(inFolder(folder, "replay"), gate, m_clock);
    if (!cache)
        return fail(cache.error());
    m_cache = std::move(*cache);
    return {};
}

void Post::openHeldList()
{
    if (m_stateFolder.isEmpty())
        return;
    const QString path = inFolder(m_stateFolder, "trust-list.cwt");
    if (!QFile::exists(path))
        return;
    const auto problem = [this](const Error &error) { m_trustProblem = error; };
    if (!m_root)
        return problem(Error{ErrorCode::CounterRootMissing, QStringLiteral("trust list"), {}, {}});
    const Result<QByteArray> bytes = readSmallFile(path, trustListSizeLimit);
    if (!bytes)
        return problem(bytes.error());
    Result<trust::TrustList> list = trust::openTrustList(*bytes, *m_root);
    if (!list)
        return problem(list.error());
    if (list->demo && !m_demo)
        return problem(Error{ErrorCode::CounterDemoNotAllowed, QStringLiteral("trust list"), {}, {}});
    m_heldBytes = *bytes;
    m_trust = std::move(*list);
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
    if (!m_root)
        return fail(ErrorCode::CounterRootMissing, QStringLiteral("trust list"));
    Result<trust::TrustList> list = trust::updateTrustList(m_heldBytes, bytes, *m_root);
    if (!list)
        return fail(list.error());
    if (list->demo && !m_demo)
        return fail(ErrorCode::CounterDemoNotAllowed, QStringLiteral("trust list"));
    return accept(bytes, std::move(*list));
}

Result<void> Post::accept(const QByteArray &bytes, trust::TrustList list)
{
    if (!m_stateFolder.isEmpty() && bytes != m_heldBytes) {
        if (const Result<void> written = writeState(inFolder(m_stateFolder, "trust-list.cwt"), bytes); !written)
            return written;
    }
    m_heldBytes = bytes;
    m_trust = std::move(list);
    m_trustProblem.reset();
    return {};
}

trust::Verdict Post::check(const QString &code)
{
    trust::Verifier verifier(trustList(), *m_cache, m_clock);
    return verifier.verify(code);
}

} // namespace dd::counter
