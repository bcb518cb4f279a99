#include "app/authority/state.h"

#include "app/authority/list_keeper.h"
#include "app/authority/state_files.h"
#include "core/crypto/symmetric.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ranges>

namespace dd::authority {

namespace {

constexpr std::size_t recordKeySize = 32;

Result<void> fillFolder(const QString &folder, const InitOptions &options, Random &random, const Clock &clock)
{
    const Result<std::unique_ptr<crypto::SoftwareSigner>> root = crypto::generateSigner(crypto::Algorithm::Ed25519, random);
    if (!root)
        return fail(root.error());
    trust::TrustList list;
    list.sequence = 1;
    list.issued = clock.now();
    list.nextUpdate = clock.now() + listDays * daySeconds;
    list.demo = options.demo;
    for (const QByteArray &certificate : options.cscaCertificates)
        list.cscaSha256.append(crypto::sha256(certificate));
    if (options.issuer) {
        if (const Result<QByteArray> issuer = addIssuerKey(folder, list, {options.name}, random, clock.now()); !issuer)
            return fail(issuer.error());
        if (!options.statusPrefix.isEmpty()) {
            if (const Result<void> prefix = setStatusPrefix(folder, list, options.statusPrefix, random); !prefix)
                return prefix;
        }
    }
    const Result<QByteArray> bytes = trust::signTrustList(list, **root);
    if (!bytes)
        return fail(bytes.error());
    const Secret recordKey = random.secret(recordKeySize);
    const std::pair<QString, QByteArrayView> files[] = {
        {rootKeyName(1), (*root)->privateKey().view()},
        {recordKeyFile, recordKey.view()},
        {rootFile, (*root)->publicKey().cose()},
        {trustListFile, *bytes},
    };
    for (const auto &[name, content] : files) {
        if (const Result<void> written = writeStateFile(folder, name, content); !written)
            return written;
    }
    if (const Result<bool> made = makePrivateFolder(folder + QStringLiteral("/records"), stateErrors); !made)
        return fail(made.error());
    return {};
}

// Every issuer key there is, in the list's order. A key that the list does not name was never used: what made it was cut short.
Result<void> readIssuers(State &state)
{
    std::vector<std::unique_ptr<crypto::SoftwareSigner>> found;
    for (const QString &name : QDir(state.folder).entryList({firstIssuerKey, QStringLiteral("issuer-*.key")}, QDir::Files, QDir::Name)) {
        Result<std::unique_ptr<crypto::SoftwareSigner>> signer = readSigner(state.folder, name);
        if (!signer)
            return fail(signer.error());
        found.push_back(std::move(*signer));
    }
    for (const trust::TrustedIssuer &entry : state.list.issuers) {
        const auto own = std::ranges::find_if(found, [&entry](const auto &signer) { return signer && signer->publicKey().cose() == entry.key.cose(); });
        if (own != found.end())
            state.issuers.push_back(std::move(*own));
    }
    return {};
}

// The lists are there when the trust list says so, with a key that lies here.
Result<void> readStatusKey(State &state)
{
    const auto named = std::ranges::find_if(state.list.issuers, [](const trust::TrustedIssuer &entry) { return entry.status.has_value(); });
    if (named == state.list.issuers.end())
        return {};
    Result<std::unique_ptr<crypto::SoftwareSigner>> signer = readSigner(state.folder, statusKeyFile);
    if (!signer)
        return fail(signer.error());
    if (std::ranges::none_of(named->status->keys, [&](const crypto::PublicKey &key) { return key.cose() == (*signer)->publicKey().cose(); }))
        return badState("the trust list does not name the status key");
    state.status = std::move(*signer);
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

Result<crypto::Signer *> State::issuerFor(credential::CredentialType type, qint64 now) const
{
    for (const auto &signer : issuers | std::views::reverse) {
        const trust::TrustedIssuer *entry = list.find(ownIssuerName(), signer->publicKey().keyId());
        if (entry && now >= entry->notBefore && now < entry->expires && entry->types.contains(static_cast<int>(type)))
            return signer.get();
    }
    return badState("no issuer key is in force for this type: make one with issuer new");
}

QByteArray State::statusPrefix() const
{
    for (const trust::TrustedIssuer &entry : list.issuers) {
        if (status && entry.status)
            return entry.status->prefix;
    }
    return {};
}

Result<State> openState(const QString &folder, const Clock &clock, Needs needs)
{
    State state;
    state.folder = QFileInfo(folder).absoluteFilePath();
    Result<FolderLock> lock = lockState(state.folder);
    if (!lock)
        return fail(lock.error());
    state.lock = std::move(*lock);
    const Result<Roots> roots = readRoots(state.folder, clock.now());
    if (!roots)
        return fail(roots.error());
    const Result<HeldList> held = readTrustList(state.folder, *roots);
    if (!held)
        return fail(held.error());
    state.root = roots->pinnedBytes;
    state.rootUpdates = roots->chain;
    state.trustList = held->bytes;
    state.list = held->list;
    state.isListBehind = held->root != roots->inForce.number;
    if (const Result<void> issuers = readIssuers(state); !issuers)
        return fail(issuers.error());
    if (const Result<void> status = readStatusKey(state); !status)
        return fail(status.error());
    const bool hasIssuer = std::ranges::any_of(state.issuers, [&](const auto &signer) {
        const trust::TrustedIssuer *entry = state.list.find(ownIssuerName(), signer->publicKey().keyId());
        return entry && clock.now() < entry->expires;
    });
    if (needs == Needs::Issuer && !hasIssuer)
        return badState("no issuer key is in force: make one with issuer new");
    Result<Secret> recordKey = readStateKey(state.folder, recordKeyFile);
    if (!recordKey)
        return fail(recordKey.error());
    state.recordKey = std::move(*recordKey);
    return state;
}

} // namespace dd::authority
