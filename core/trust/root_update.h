// From one root of the trust list to the next (docs/formats.md §6): the old one says which key follows it, and the new one that it does.
//
// Wire form: 18([<<{1: alg, 16: "root-update+cwt"}>>, {}, inner, sig by root n+1]), where
//   inner  18([<<{1: alg, 16: "root-statement+cwt"}>>, {}, <<{1: n+1, 2: COSE_Key of root n+1, 3: not before}>>, sig by root n])
// A chain is a CBOR array of at most 16 outer messages, in order. The pinned root is never overwritten: which root is in force is worked
// out from the pin and the chain, at each start. A compromised root cannot be rolled over: that means another pin, in an update of the app.
#pragma once

#include "core/base/result.h"
#include "core/crypto/signature.h"
#include "core/trust/trust_list.h"

#include <QList>

namespace dd::trust {

struct Root
{
    int number = 1; // of the pinned key
    crypto::PublicKey key;
};

// One message of a chain. `notBefore`: seconds UTC; the next root is in force from then on.
[[nodiscard]] Result<QByteArray> signRootUpdate(const Root &current, crypto::Signer &currentKey, crypto::Signer &nextKey, qint64 notBefore);
// The chain (empty: none yet) with one more message behind it. Neither is verified.
[[nodiscard]] Result<QByteArray> extendRootChain(QByteArrayView chain, QByteArrayView update);
// Every root that was in force until `now`, the pinned one first, the one in force last.
[[nodiscard]] Result<QList<Root>> rootsUntil(const Root &pinned, QByteArrayView chain, qint64 now);
// A list that was taken in under the root in force then: of any of `roots`, the newest first. Errors: those of openTrustList.
[[nodiscard]] Result<TrustList> openHeldTrustList(QByteArrayView held, const QList<Root> &roots);
inline constexpr qsizetype rootUpdatesSizeLimit = 16 << 10; // of a chain in a file
// Whether `offered` may take the place of `held`: it holds, and begins with every root of that, also those still to come. Error:
// RootUpdateInvalid.
[[nodiscard]] Result<void> extendsRoots(const Root &pinned, QByteArrayView held, QByteArrayView offered);
// The root in force at `now`: the last of the chain whose time has come. An empty chain leaves the pin; what leads up to the pinned number
// is passed over. The whole chain must hold, also what is still to come. Error: RootUpdateInvalid.
[[nodiscard]] Result<Root> applyRootUpdates(const Root &pinned, QByteArrayView chain, qint64 now);

} // namespace dd::trust
