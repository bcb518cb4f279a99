// The authority's folder: root.key, issuer.key and status.key (Ed25519 seeds), record.key, trust-list.cwt, root.cose, lock, records/;
// root-2.key … and root-updates.cbor once there was another root, issuer-<kid>.key for every further issuer key.
// Files are 0600, folders 0700. Here the root key lies beside the others; a real root stays offline.
#pragma once

#include "core/base/clock.h"
#include "core/base/durable_file.h"
#include "core/base/random.h"
#include "core/credential/credential_types.h"
#include "core/crypto/signature.h"
#include "core/trust/root_update.h"
#include "core/trust/trust_list.h"

#include <QString>
#include <memory>
#include <vector>

namespace dd::authority {

inline constexpr FileErrors stateErrors{ErrorCode::AuthorityStateInvalid};

struct InitOptions
{
    QString name; // empty: a default that says demo where it is one
    bool demo = false;
    QList<QByteArray> cscaCertificates; // DER; their hashes enter the trust list
    // Where the status lists will stand, "https://…/". It is in every credential, so it is chosen once. Empty: no status lists, and
    // what is issued cannot be revoked.
    QByteArray statusPrefix = {};
    bool issuer = true; // false: a root and no issuer yet
};

// Makes the folder in one step; a folder that holds anything is refused with AuthorityStateExists and left as it is.
[[nodiscard]] Result<void> initState(const QString &folder, const InitOptions &options, Random &random, const Clock &clock);

struct State
{
    QString folder;
    QByteArray root;        // root.cose, as pinned
    QByteArray rootUpdates; // the chain from there; empty: none
    QByteArray trustList;   // as served
    trust::TrustList list;
    bool isListBehind = false; // signed by an earlier root than the one in force
    std::vector<std::unique_ptr<crypto::SoftwareSigner>> issuers; // those that the list names; the newest last
    std::unique_ptr<crypto::SoftwareSigner> status; // null: no status lists
    Secret recordKey;
    FolderLock lock; // one process per folder
    [[nodiscard]] bool isDemo() const { return list.demo; }
    [[nodiscard]] QString recordsFolder() const { return folder + QStringLiteral("/records"); }
    // The newest key that may sign this type now.
    [[nodiscard]] Result<crypto::Signer *> issuerFor(credential::CredentialType type, qint64 now) const;
    [[nodiscard]] QByteArray statusPrefix() const; // empty: no status lists
};
// Who only keeps the books (revokes, publishes) needs no issuer key that is in force.
enum class Needs { Issuer, Nothing };
[[nodiscard]] Result<State> openState(const QString &folder, const Clock &clock, Needs needs = Needs::Issuer);

} // namespace dd::authority
