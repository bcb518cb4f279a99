// The authority's folder: root.key and issuer.key (Ed25519 seeds), record.key, trust-list.cwt, root.cose, lock, records/.
// Files are 0600, folders 0700. Here the root key lies beside the others; a real root stays offline.
#pragma once

#include "core/base/clock.h"
#include "core/base/durable_file.h"
#include "core/base/random.h"
#include "core/crypto/signature.h"
#include "core/trust/trust_list.h"

#include <QString>
#include <memory>

namespace dd::authority {

inline constexpr FileErrors stateErrors{ErrorCode::AuthorityStateInvalid};

struct InitOptions
{
    QString name; // empty: a default that says demo where it is one
    bool demo = false;
    QList<QByteArray> cscaCertificates; // DER; their hashes enter the trust list
};

// Makes the folder in one step; a folder that holds anything is refused with AuthorityStateExists and left as it is.
[[nodiscard]] Result<void> initState(const QString &folder, const InitOptions &options, Random &random, const Clock &clock);
// Signs the held list again with the next sequence number and a new update date.
[[nodiscard]] Result<void> renewTrustList(const QString &folder, const Clock &clock);

struct State
{
    QString folder;
    QByteArray trustList; // as served
    trust::TrustList list;
    std::unique_ptr<crypto::SoftwareSigner> issuer;
    Secret recordKey;
    FolderLock lock; // one process per folder
    [[nodiscard]] bool isDemo() const { return list.demo; }
    [[nodiscard]] QString recordsFolder() const { return folder + QStringLiteral("/records"); }
};
[[nodiscard]] Result<State> openState(const QString &folder, const Clock &clock);

} // namespace dd::authority
