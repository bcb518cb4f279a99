#include "app/counter/post_state.h"

#include "app/counter/code_source.h"
#include "app/counter/post.h"
#include "core/base/durable_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace dd::counter {
namespace {

constexpr FileErrors stateErrors{ErrorCode::CounterStateUnwritable};
constexpr qsizetype keySize = 32;
constexpr qint64 lookEveryMs = 60 * 1000; // at what other programs of the post wrote

// None: no key was made there.
Result<std::unique_ptr<crypto::SoftwareSigner>> readKey(const QString &folder)
{
    const Result<std::optional<Secret>> seed = readSecretFile(inFolder(folder, "counter.key"), keySize, stateErrors);
    if (!seed)
        return fail(seed.error());
    if (!*seed)
        return std::unique_ptr<crypto::SoftwareSigner>();
    if ((*seed)->size() != keySize)
        return fail(ErrorCode::CounterStateUnwritable, QStringLiteral("counter.key"), QStringLiteral("has the wrong length"));
    return crypto::makeEd25519Signer(**seed);
}

QStringList filesIn(const QString &folder)
{
    QStringList seen;
    for (const QFileInfo &file : QDir(folder).entryInfoList({QStringLiteral("*.cwt")}, QDir::Files, QDir::Name))
        seen.append(QStringLiteral("%1 %2 %3").arg(file.fileName()).arg(file.size()).arg(file.lastModified().toMSecsSinceEpoch()));
    return seen;
}

} // namespace

QString inFolder(const QString &folder, const char *name)
{
    return QDir(folder).filePath(QLatin1String(name));
}

Result<void> makeStateFolder(const QString &folder)
{
    if (const Result<bool> made = makePrivateFolder(folder, stateErrors); !made)
        return fail(made.error());
    return {};
}

Result<void> writeState(const QString &path, QByteArrayView bytes)
{
    return writeDurably(path, bytes, stateErrors);
}

Result<QString> makeCounterKey(const QString &stateFolder, Random &random)
{
    if (const Result<void> made = makeStateFolder(stateFolder); !made)
        return fail(made.error());
    Result<std::unique_ptr<crypto::SoftwareSigner>> key = readKey(stateFolder);
    if (!key)
        return fail(key.error());
    if (!*key) {
        Result<std::unique_ptr<crypto::SoftwareSigner>> made = crypto::generateSigner(crypto::Algorithm::Ed25519, random);
        if (!made)
            return fail(made.error());
        const Secret &seed = (*made)->privateKey();
        const Result<void> written = writeState(inFolder(stateFolder, "counter.key"), seed.view());
        if (!written)
            return fail(written.error());
        key = std::move(made);
    }
    const QString publicFile = inFolder(stateFolder, "counter.cose");
    if (const Result<void> written = writeState(publicFile, (*key)->publicKey().cose()); !written)
        return fail(written.error());
    return publicFile;
}

Result<std::unique_ptr<Post>> Post::open(const Options &options, const Clock &clock, Random &random)
{
    if (!options.stateFolder.isEmpty()) {
        if (const Result<void> made = makeStateFolder(options.stateFolder); !made)
            return fail(made.error());
    }
    QString settingsFile = options.postFile;
    if (settingsFile.isEmpty() && !options.stateFolder.isEmpty() && QFile::exists(inFolder(options.stateFolder, "post.json")))
        settingsFile = inFolder(options.stateFolder, "post.json");
    Result<PostSettings> settings = settingsFile.isEmpty() ? PostSettings() : readPostSettings(settingsFile);
    if (!settings)
        return fail(settings.error());
    std::unique_ptr<Post> post(new Post(options, std::move(*settings), clock, random));
    QString rootFile = options.rootFile;
    const bool pinned = !options.stateFolder.isEmpty() && QFile::exists(inFolder(options.stateFolder, "root.cose"));
    if (rootFile.isEmpty() && !pinned && !options.bundleFolder.isEmpty())
        rootFile = inFolder(options.bundleFolder, "root.cose");
    if (const Result<void> root = post->openRoot(rootFile); !root)
        return fail(root.error());
    post->openRootUpdates();
    if (const Result<void> key = post->openKey(); !key)
        return fail(key.error());
    if (const Result<void> cache = post->openCache(options); !cache)
        return fail(cache.error());
    if (const Result<void> held = post->openHeldList(); !held)
        return fail(held.error());
    if (!options.bundleFolder.isEmpty())
        post->openBundle(options.bundleFolder);
    if (!options.trustFile.isEmpty()) {
        if (const Result<void> offered = post->offerTrustListFile(options.trustFile); !offered)
            post->m_trustProblem = offered.error();
    }
    post->m_lookedAt = clock.steadyMilliseconds();
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
    m_pinned = std::move(*key);
    return {};
}

void Post::openRootUpdates()
{
    const QString path = m_stateFolder.isEmpty() ? QString() : inFolder(m_stateFolder, "root-updates.cbor");
    if (path.isEmpty() || !QFile::exists(path))
        return;
    const Result<QByteArray> chain = readSmallFile(path, rootUpdatesSizeLimit);
    if (const Result<void> taken = chain ? takeRootUpdates(*chain) : fail(chain.error()); !taken)
        m_trustProblem = taken.error();
}

// What came with the program serves until something newer was taken in, and where nothing can be had.
void Post::openBundle(const QString &folder)
{
    if (const Result<QByteArray> chain = readSmallFile(inFolder(folder, "root-updates.cbor"), rootUpdatesSizeLimit))
        (void)offerRootUpdates(*chain);
    if (const Result<void> offered = offerTrustListFile(inFolder(folder, "trust-list.cwt")); !offered && !m_trust)
        m_trustProblem = offered.error();
}

QByteArray Post::keptEtags() const
{
    const Result<QByteArray> json = m_stateFolder.isEmpty() ? QByteArray() : readSmallFile(inFolder(m_stateFolder, "etags.json"), etagsSizeLimit);
    return json.value_or(QByteArray());
}

Result<void> Post::keepEtags(const QByteArray &json)
{
    return m_stateFolder.isEmpty() || json == keptEtags() ? Result<void>() : writeState(inFolder(m_stateFolder, "etags.json"), json);
}

Result<void> Post::openKey()
{
    if (m_stateFolder.isEmpty())
        return {};
    Result<std::unique_ptr<crypto::SoftwareSigner>> key = readKey(m_stateFolder);
    if (!key)
        return fail(key.error());
    m_key = std::move(*key);
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
    if (gate.isEmpty()) { // two windows are two gates: a code held to one of them is a replay at the other
        gate = options.command == Command::Window ? QStringLiteral("window %1").arg(QCoreApplication::applicationPid())
                                                  : QStringLiteral("command line");
    }
    Result<std::unique_ptr<trust::ReplayCache>> cache = trust::openFileReplayCache(inFolder(folder, "replay"), gate, m_clock);
    if (!cache)
        return fail(cache.error());
    m_cache = std::move(*cache);
    return {};
}

Result<void> Post::openHeldList()
{
    if (m_stateFolder.isEmpty())
        return {};
    const QString path = inFolder(m_stateFolder, "trust-list.cwt");
    if (!QFile::exists(path))
        return {};
    const auto problem = [this](const Error &error) {
        m_trustProblem = error;
        return Result<void>();
    };
    const Result<QList<trust::Root>> roots = rootsUntil(m_clock.now(), m_rootChain);
    if (!roots)
        return problem(roots.error());
    const Result<QByteArray> bytes = readSmallFile(path, trustListSizeLimit);
    if (!bytes)
        return problem(bytes.error());
    Result<trust::TrustList> list = trust::openHeldTrustList(*bytes, *roots);
    if (!list)
        return problem(list.error());
    if (list->demo && !m_demo)
        return problem(Error{ErrorCode::CounterDemoNotAllowed, QStringLiteral("trust list"), {}, {}});
    if (const Result<void> kept = openStatus(*list); !kept)
        return kept;
    m_heldBytes = *bytes;
    m_trust = std::move(*list);
    return {};
}

Result<void> Post::openStatus(const trust::TrustList &list)
{
    if (m_statusFolder.isEmpty())
        return {};
    m_statusSeen = filesIn(m_statusFolder); // before they are read: what changes meanwhile is read again
    return m_status.openFolder(m_statusFolder, list);
}

void Post::takeInNowAndThen()
{
    if (m_clock.steadyMilliseconds() - m_lookedAt >= lookEveryMs)
        takeInWhatOthersWrote();
}

void Post::takeInWhatOthersWrote()
{
    m_lookedAt = m_clock.steadyMilliseconds();
    if (!m_stateFolder.isEmpty()) {
        // Whatever cannot be read or is not newer leaves what is held.
        const Result<QByteArray> chain = readSmallFile(inFolder(m_stateFolder, "root-updates.cbor"), rootUpdatesSizeLimit);
        if (chain && *chain != m_rootChain)
            (void)takeRootUpdates(*chain);
        const Result<QByteArray> bytes = readSmallFile(inFolder(m_stateFolder, "trust-list.cwt"), trustListSizeLimit);
        if (bytes && *bytes != m_heldBytes)
            (void)take(*bytes, Keep::No);
    }
    if (m_trust && !m_statusFolder.isEmpty() && filesIn(m_statusFolder) != m_statusSeen)
        (void)openStatus(*m_trust);
}

} // namespace dd::counter
