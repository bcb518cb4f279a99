#include "app/authority/state.h"

#include "core/crypto/symmetric.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <cstdio>

namespace dd::authority {

namespace {

constexpr qint64 day = 86'400;
constexpr qint64 issuerLifetime = 366 * day;
constexpr qint64 listLifetime = 30 * day;
constexpr std::size_t keySize = 32;

QString rootKeyPath(const QString &folder)
{
    return folder + QStringLiteral("/root.key");
}
QString issuerKeyPath(const QString &folder)
{
    return folder + QStringLiteral("/issuer.key");
}
QString recordKeyPath(const QString &folder)
{
    return folder + QStringLiteral("/record.key");
}
QString trustListPath(const QString &folder)
{
    return folder + QStringLiteral("/trust-list.cwt");
}
QString lockPath(const QString &folder)
{
    return folder + QStringLiteral("/lock");
}
QString rootPath(const QString &folder)
{
    return folder + QStringLiteral("/root.cose");
}

std::unexpected<Error> badState(const char *detail)
{
    return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("state folder"), QLatin1String(detail));
}

Result<Secret> readKey(const QString &path)
{
    Result<std::optional<Secret>> key = readSecretFile(path, keySize, stateErrors);
    if (!key)
        return fail(key.error());
    if (!*key || (*key)->size() != keySize)
        return badState("a key is missing or has the wrong length");
    return std::move(**key);
}

Result<QByteArray> readFile(const QString &path, qsizetype limit)
{
    Result<std::optional<QByteArray>> content = readBounded(path, limit, stateErrors);
    if (!content)
        return fail(content.error());
    if (!*content)
        return badState("a file is missing");
    return std::move(**content);
}

Result<trust::TrustList> readTrustList(const QString &folder, QByteArray &bytes)
{
    const Result<QByteArray> rootBytes = readFile(rootPath(folder), 256);
    if (!rootBytes)
        return fail(rootBytes.error());
    const Result<crypto::PublicKey> root = crypto::PublicKey::fromCose(*rootBytes);
    if (!root)
        return fail(root.error());
    Result<QByteArray> content = readFile(trustListPath(folder), trust::trustListSizeLimit);
    if (!content)
        return fail(content.error());
    bytes = *content;
    return trust::openTrustList(bytes, *root);
}

trust::TrustList firstList(const InitOptions &options, const crypto::PublicKey &issuer, qint64 now)
{
    using credential::CredentialType;
    trust::TrustList list;
    list.sequence = 1;
    list.issued = now;
    list.nextUpdate = now + listLifetime;
    list.demo = options.demo;
    const QString fallback = options.demo ? QStringLiteral("Cơ quan cấp thử nghiệm (DEMO)") : QStringLiteral("Cơ quan cấp");
    // A credential's iat is a midnight that has passed, up to a day and an hour ago: the key must be valid by then.
    list.issuers.append({QStringLiteral("VN"), issuer.keyId(), issuer,
                         {static_cast<int>(CredentialType::Identity), static_cast<int>(CredentialType::TravelPass),
                          static_cast<int>(CredentialType::ResidenceReceipt)},
                         (now / day - 2) * day, now + issuerLifetime, options.name.isEmpty() ? fallback : options.name});
    for (const QByteArray &certificate : options.cscaCertificates)
        list.cscaSha256.append(crypto::sha256(certificate));
    return list;
}

Result<void> fillFolder(const QString &folder, const InitOptions &options, Random &random, const Clock &clock)
{
    const Result<std::unique_ptr<crypto::SoftwareSigner>> root = crypto::generateSigner(crypto::Algorithm::Ed25519, random);
    const Result<std::unique_ptr<crypto::SoftwareSigner>> issuer = crypto::generateSigner(crypto::Algorithm::Ed25519, random);
    if (!root || !issuer)
        return fail(root ? issuer.error() : root.error());
    const Secret recordKey = random.secret(keySize);
    const Result<QByteArray> list = trust::signTrustList(firstList(options, (*issuer)->publicKey(), clock.now()), **root);
    if (!list)
        return fail(list.error());
    const std::pair<QString, QByteArrayView> files[] = {
        {rootKeyPath(folder), (*root)->privateKey().view()},
        {issuerKeyPath(folder), (*issuer)->privateKey().view()},
        {recordKeyPath(folder), recordKey.view()},
        {rootPath(folder), (*root)->publicKey().cose()},
        {trustListPath(folder), *list},
    };
    for (const auto &[path, content] : files) {
        if (const Result<void> written = writeDurably(path, content, stateErrors); !written)
            return written;
    }
    if (const Result<bool> made = makePrivateFolder(folder + QStringLiteral("/records"), stateErrors); !made)
        return fail(made.error());
    return {};
}

} // namespace

// Built beside the target and renamed onto it, which the system does only while the target is absent or an empty folder:
// a crash leaves either no state or a whole one.
Result<void> initState(const QString &folder, const InitOptions &options, Random &random, const Clock &clock)
{
    const QFileInfo info(folder);
    const QString target = info.exists() ? info.canonicalFilePath() : QDir::cleanPath(info.absoluteFilePath());
    if (info.exists() && (!info.isDir() || !QDir(target).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot)))
        return fail(ErrorCode::AuthorityStateExists, QStringLiteral("state folder"));
    const QString partial = target + QStringLiteral(".partial");
    if (!QDir(partial).removeRecursively())
        return badState("an unfinished folder cannot be removed");
    if (const Result<bool> made = makePrivateFolder(partial, stateErrors); !made)
        return fail(made.error());
    if (const Result<void> filled = fillFolder(partial, options, random, clock); !filled) {
        QDir(partial).removeRecursively();
        return filled;
    }
    if (std::rename(QFile::encodeName(partial).constData(), QFile::encodeName(target).constData()) != 0) {
        const bool occupied = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR;
        QDir(partial).removeRecursively();
        if (occupied)
            return fail(ErrorCode::AuthorityStateExists, QStringLiteral("state folder"));
        return badState("the finished folder cannot be renamed");
    }
    return syncFolder(QFileInfo(target).absolutePath(), stateErrors);
}

Result<void> renewTrustList(const QString &folder, const Clock &clock)
{
    const Result<FolderLock> lock = FolderLock::take(lockPath(folder), stateErrors);
    if (!lock)
        return fail(lock.error());
    QByteArray held;
    Result<trust::TrustList> list = readTrustList(folder, held);
    if (!list)
        return fail(list.error());
    const Result<Secret> seed = readKey(rootKeyPath(folder));
    if (!seed)
        return fail(seed.error());
    const Result<std::unique_ptr<crypto::SoftwareSigner>> root = crypto::makeEd25519Signer(*seed);
    if (!root)
        return fail(root.error());
    ++list->sequence;
    list->issued = clock.now();
    list->nextUpdate = clock.now() + listLifetime;
    const Result<QByteArray> bytes = trust::signTrustList(*list, **root);
    if (!bytes)
        return fail(bytes.error());
    return writeDurably(trustListPath(folder), *bytes, stateErrors);
}

Result<State> openState(const QString &folder, const Clock &clock)
{
    State state;
    state.folder = QFileInfo(folder).absoluteFilePath();
    Result<FolderLock> lock = FolderLock::take(lockPath(state.folder), stateErrors);
    if (!lock)
        return fail(lock.error());
    state.lock = std::move(*lock);
    const Result<trust::TrustList> list = readTrustList(state.folder, state.trustList);
    if (!list)
        return fail(list.error());
    state.list = *list;
    const Result<Secret> seed = readKey(issuerKeyPath(state.folder));
    if (!seed)
        return fail(seed.error());
    Result<std::unique_ptr<crypto::SoftwareSigner>> issuer = crypto::makeEd25519Signer(*seed);
    if (!issuer)
        return fail(issuer.error());
    state.issuer = std::move(*issuer);
    const trust::TrustedIssuer *entry = list->find(QStringLiteral("VN"), state.issuer->publicKey().keyId());
    if (!entry || entry->key.cose() != state.issuer->publicKey().cose())
        return badState("the trust list does not name the issuer key");
    if (clock.now() >= entry->expires)
        return badState("the issuer key has expired");
    Result<Secret> recordKey = readKey(recordKeyPath(state.folder));
    if (!recordKey)
        return fail(recordKey.error());
    state.recordKey = std::move(*recordKey);
    return state;
}

} // namespace dd::authority
