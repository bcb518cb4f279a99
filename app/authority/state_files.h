// The files of the authority's folder, as what changes them reads and writes them.
#pragma once

#include "app/authority/state.h"

namespace dd::authority {

[[nodiscard]] std::unexpected<Error> badState(const char *detail);
[[nodiscard]] QString statePath(const QString &folder, const QString &name);
[[nodiscard]] QString rootKeyName(int number);                // root.key, root-2.key, …
[[nodiscard]] QString issuerKeyName(QByteArrayView keyId);    // of every issuer key but the first, which is issuer.key
inline constexpr QLatin1String firstIssuerKey("issuer.key");
inline constexpr QLatin1String statusKeyFile("status.key");
inline constexpr QLatin1String recordKeyFile("record.key");
inline constexpr QLatin1String trustListFile("trust-list.cwt");
inline constexpr QLatin1String rootFile("root.cose");
inline constexpr QLatin1String rootUpdatesFile("root-updates.cbor");

[[nodiscard]] Result<QByteArray> readStateFile(const QString &folder, const QString &name);
[[nodiscard]] Result<void> writeStateFile(const QString &folder, const QString &name, QByteArrayView content);
[[nodiscard]] Result<Secret> readStateKey(const QString &folder, const QString &name);
[[nodiscard]] Result<std::unique_ptr<crypto::SoftwareSigner>> readSigner(const QString &folder, const QString &name); // an Ed25519 seed
[[nodiscard]] Result<FolderLock> lockState(const QString &folder);

// The root that is pinned (root.cose) and those that follow it (root-updates.cbor).
struct Roots
{
    QByteArray pinnedBytes;
    QByteArray chain;          // empty: none follows
    QList<trust::Root> all;    // in order, the pinned one first, also those whose time has not come
    trust::Root inForce;
};
[[nodiscard]] Result<Roots> readRoots(const QString &folder, qint64 now);

struct HeldList
{
    QByteArray bytes;
    trust::TrustList list;
    int root = 1; // number of the root that signed it
};
[[nodiscard]] Result<HeldList> readTrustList(const QString &folder, const Roots &roots);

} // namespace dd::authority
