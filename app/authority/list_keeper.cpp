#include "app/authority/list_keeper.h"

#include "app/authority/state_files.h"

#include <algorithm>

namespace dd::authority {

namespace {

std::unexpected<Error> refuseEdit(const char *stage, const char *detail)
{
    return fail(ErrorCode::InvalidInput, QLatin1String(stage), QLatin1String(detail));
}

const trust::StatusIssuer *statusOf(const trust::TrustList &list)
{
    const auto entry = std::ranges::find_if(list.issuers, [](const trust::TrustedIssuer &issuer) { return issuer.status.has_value(); });
    return entry == list.issuers.end() ? nullptr : &*entry->status;
}

Result<void> signHeldList(const QString &folder, const Roots &roots, const Clock &clock, const ListEdit &edit, qint64 days)
{
    Result<HeldList> held = readTrustList(folder, roots);
    if (!held)
        return fail(held.error());
    if (const Result<void> edited = edit(held->list); !edited)
        return edited;
    const Result<std::unique_ptr<crypto::SoftwareSigner>> root = readSigner(folder, rootKeyName(roots.inForce.number));
    if (!root)
        return fail(root.error());
    if ((*root)->publicKey().cose() != roots.inForce.key.cose())
        return badState("the root key is not the one that is pinned");
    ++held->list.sequence;
    held->list.issued = clock.now();
    held->list.nextUpdate = clock.now() + days * daySeconds;
    const Result<QByteArray> bytes = trust::signTrustList(held->list, **root);
    if (!bytes)
        return fail(bytes.error());
    return writeStateFile(folder, trustListFile, *bytes);
}

} // namespace

Result<QByteArray> addIssuerKey(const QString &folder, trust::TrustList &list, const NewIssuer &issuer, Random &random, qint64 now)
{
    const Result<std::unique_ptr<crypto::SoftwareSigner>> signer = crypto::generateSigner(crypto::Algorithm::Ed25519, random);
    if (!signer)
        return fail(signer.error());
    const crypto::PublicKey &key = (*signer)->publicKey();
    const QString file = list.issuers.isEmpty() ? QString(firstIssuerKey) : issuerKeyName(key.keyId());
    if (const Result<void> written = writeStateFile(folder, file, (*signer)->privateKey().view()); !written)
        return fail(written.error());

    QString name = issuer.name;
    if (name.isEmpty() && !list.issuers.isEmpty())
        name = list.issuers.constLast().name;
    if (name.isEmpty())
        name = list.demo ? QStringLiteral("Cơ quan cấp thử nghiệm (DEMO)") : QStringLiteral("Cơ quan cấp");
    QList<int> types = issuer.types;
    if (types.isEmpty()) {
        for (int type = static_cast<int>(credential::CredentialType::Identity); type <= static_cast<int>(credential::CredentialType::PrintedCopy); ++type)
            types.append(type);
    }
    trust::TrustedIssuer entry;
    entry.issuer = ownIssuerName();
    entry.keyId = key.keyId();
    entry.key = key;
    entry.types = types;
    // A credential's iat is a midnight that has passed, up to a day and an hour ago: the key must be valid by then.
    entry.notBefore = (now / daySeconds - 2) * daySeconds;
    entry.expires = now + issuer.days * daySeconds;
    entry.name = name;
    if (const trust::StatusIssuer *status = statusOf(list))
        entry.status = *status;
    list.issuers.append(entry);
    return key.keyId();
}

Result<void> setStatusPrefix(const QString &folder, trust::TrustList &list, const QByteArray &prefix, Random &random)
{
    if (const trust::StatusIssuer *status = statusOf(list)) {
        if (status->prefix == prefix)
            return {};
        return refuseEdit("status prefix", "one is set already, and credentials name it");
    }
    if (list.issuers.isEmpty())
        return refuseEdit("status prefix", "there is no issuer yet: issuer new");
    // A list's number comes behind it, and all of it is in every credential.
    constexpr qsizetype roomForNumber = 8;
    if (!credential::isStatusUri(prefix) || !prefix.endsWith('/') || prefix.size() > credential::statusUriLimit - roomForNumber)
        return refuseEdit("status prefix", "it must be https://<host>/…/, ASCII, of at most 56 bytes");
    const Result<std::unique_ptr<crypto::SoftwareSigner>> signer = crypto::generateSigner(crypto::Algorithm::Ed25519, random);
    if (!signer)
        return fail(signer.error());
    if (const Result<void> written = writeStateFile(folder, statusKeyFile, (*signer)->privateKey().view()); !written)
        return written;
    for (trust::TrustedIssuer &issuer : list.issuers)
        issuer.status = trust::StatusIssuer{{(*signer)->publicKey()}, prefix};
    return {};
}

Result<void> editTrustList(const QString &folder, const Clock &clock, const ListEdit &edit, qint64 days)
{
    const Result<FolderLock> lock = lockState(folder);
    if (!lock)
        return fail(lock.error());
    const Result<Roots> roots = readRoots(folder, clock.now());
    if (!roots)
        return fail(roots.error());
    return signHeldList(folder, *roots, clock, edit, days);
}

Result<void> retireIssuer(const QString &folder, QByteArrayView keyId, bool stolen, const Clock &clock)
{
    const auto retire = [&](trust::TrustList &list) -> Result<void> {
        const auto entry = std::ranges::find_if(list.issuers, [keyId](const trust::TrustedIssuer &issuer) { return issuer.keyId == keyId; });
        if (entry == list.issuers.end())
            return refuseEdit("kid", "the trust list has no issuer with this key id");
        if (stolen && list.issuers.size() == 1)
            return refuseEdit("kid", "it is the only issuer: make another one first with issuer new");
        if (stolen)
            list.issuers.erase(entry);
        else
            entry->expires = std::min(entry->expires, clock.now());
        return {};
    };
    if (const Result<void> edited = editTrustList(folder, clock, retire); !edited)
        return edited;
    // The list first: a key that is erased and still named would only be missed.
    const Result<std::unique_ptr<crypto::SoftwareSigner>> first = readSigner(folder, firstIssuerKey);
    const bool isFirst = first && (*first)->publicKey().keyId() == keyId;
    return eraseFile(statePath(folder, isFirst ? QString(firstIssuerKey) : issuerKeyName(keyId)), stateErrors);
}

Result<int> rollRoot(const QString &folder, qint64 notBefore, Random &random, const Clock &clock)
{
    const Result<FolderLock> lock = lockState(folder);
    if (!lock)
        return fail(lock.error());
    const Result<Roots> roots = readRoots(folder, clock.now());
    if (!roots)
        return fail(roots.error());
    const trust::Root &last = roots->all.constLast();
    const Result<std::unique_ptr<crypto::SoftwareSigner>> current = readSigner(folder, rootKeyName(last.number));
    if (!current)
        return fail(current.error());
    const Result<std::unique_ptr<crypto::SoftwareSigner>> next = crypto::generateSigner(crypto::Algorithm::Ed25519, random);
    if (!next)
        return fail(next.error());
    const Result<QByteArray> update = trust::signRootUpdate(last, **current, **next, notBefore);
    if (!update)
        return fail(update.error());
    const Result<QByteArray> chain = trust::extendRootChain(roots->chain, *update);
    if (!chain)
        return fail(chain.error());
    // The whole of it once more, as counters read it: from the pin, and not before the root before it.
    if (const Result<trust::Root> read = trust::applyRootUpdates(roots->all.constFirst(), *chain, notBefore); !read)
        return fail(read.error());
    // The key before the chain that names it; one that no chain names is written over by the next attempt.
    if (const Result<void> written = writeStateFile(folder, rootKeyName(last.number + 1), (*next)->privateKey().view()); !written)
        return fail(written.error());
    if (const Result<void> written = writeStateFile(folder, rootUpdatesFile, *chain); !written)
        return fail(written.error());
    if (notBefore <= clock.now()) {
        const Result<Roots> rolled = readRoots(folder, clock.now());
        if (!rolled)
            return fail(rolled.error());
        const auto asItIs = [](trust::TrustList &) { return Result<void>(); };
        if (const Result<void> signedAgain = signHeldList(folder, *rolled, clock, asItIs, listDays); !signedAgain)
            return fail(signedAgain.error());
    }
    return last.number + 1;
}

} // namespace dd::authority
