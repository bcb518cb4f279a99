#include "app/authority/state_files.h"

#include <algorithm>
#include <limits>
#include <ranges>

namespace dd::authority {

namespace {

constexpr std::size_t stateKeySize = 32;
constexpr qsizetype largestStateFile = trust::trustListSizeLimit; // the largest of them

} // namespace

std::unexpected<Error> badState(const char *detail)
{
    return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("state folder"), QLatin1String(detail));
}

QString statePath(const QString &folder, const QString &name)
{
    return folder + u'/' + name;
}

QString rootKeyName(int number)
{
    return number == 1 ? QStringLiteral("root.key") : QStringLiteral("root-%1.key").arg(number);
}

QString issuerKeyName(QByteArrayView keyId)
{
    return QStringLiteral("issuer-%1.key").arg(QString::fromLatin1(keyId.toByteArray().toHex()));
}

Result<QByteArray> readStateFile(const QString &folder, const QString &name)
{
    Result<std::optional<QByteArray>> content = readBounded(statePath(folder, name), largestStateFile, stateErrors);
    if (!content)
        return fail(content.error());
    if (!*content)
        return badState("a file is missing");
    return std::move(**content);
}

Result<void> writeStateFile(const QString &folder, const QString &name, QByteArrayView content)
{
    return writeDurably(statePath(folder, name), content, stateErrors);
}

Result<Secret> readStateKey(const QString &folder, const QString &name)
{
    Result<std::optional<Secret>> key = readSecretFile(statePath(folder, name), stateKeySize, stateErrors);
    if (!key)
        return fail(key.error());
    if (!*key || (*key)->size() != stateKeySize)
        return badState("a key is missing or has the wrong length");
    return std::move(**key);
}

Result<std::unique_ptr<crypto::SoftwareSigner>> readSigner(const QString &folder, const QString &name)
{
    const Result<Secret> seed = readStateKey(folder, name);
    if (!seed)
        return fail(seed.error());
    return crypto::makeEd25519Signer(*seed);
}

Result<FolderLock> lockState(const QString &folder)
{
    return FolderLock::take(statePath(folder, QStringLiteral("lock")), stateErrors);
}

Result<Roots> readRoots(const QString &folder, qint64 now)
{
    Roots roots;
    Result<QByteArray> pinned = readStateFile(folder, rootFile);
    if (!pinned)
        return fail(pinned.error());
    roots.pinnedBytes = *pinned;
    const Result<crypto::PublicKey> key = crypto::PublicKey::fromCose(roots.pinnedBytes);
    if (!key)
        return fail(key.error());
    const trust::Root first{1, *key};
    roots.all.append(first);
    const Result<std::optional<QByteArray>> chain = readBounded(statePath(folder, rootUpdatesFile), largestStateFile, stateErrors);
    if (!chain)
        return fail(chain.error());
    roots.chain = chain->value_or(QByteArray());
    const Result<trust::Root> inForce = trust::applyRootUpdates(first, roots.chain, now);
    if (!inForce)
        return fail(inForce.error());
    roots.inForce = *inForce;
    const Result<cbor::Value> messages = cbor::decode(roots.chain);
    QByteArray part;
    for (const cbor::Value &message : messages ? messages->toArray() : QList<cbor::Value>()) {
        const Result<QByteArray> longer = trust::extendRootChain(part, cbor::encode(message));
        if (!longer)
            return fail(longer.error());
        part = *longer;
        const Result<trust::Root> last = trust::applyRootUpdates(first, part, std::numeric_limits<qint64>::max());
        if (!last)
            return fail(last.error());
        roots.all.append(*last);
    }
    return roots;
}

Result<HeldList> readTrustList(const QString &folder, const Roots &roots)
{
    const Result<QByteArray> bytes = readStateFile(folder, trustListFile);
    if (!bytes)
        return fail(bytes.error());
    // The last root that holds for it: after a roll-over it is an earlier one's until it is signed again.
    Result<trust::TrustList> list = badState("no root");
    for (const trust::Root &root : roots.all | std::views::reverse) {
        list = trust::openTrustList(*bytes, root.key);
        if (list)
            return HeldList{*bytes, *list, root.number};
    }
    return fail(list.error());
}

} // namespace dd::authority
