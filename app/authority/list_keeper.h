// What changes the signed trust list: each change is a new list with the next sequence number, signed by the root in force.
#pragma once

#include "app/authority/state.h"

#include <functional>

namespace dd::authority {

inline constexpr qint64 daySeconds = 86'400;
inline constexpr qint64 listDays = 30;    // until a list wants its next update
inline constexpr qint64 issuerDays = 366; // an issuer key is good for
[[nodiscard]] inline QString ownIssuerName() // iss of what this authority issues
{
    return QStringLiteral("VN");
}

struct NewIssuer
{
    QString name = {};     // for people; empty: that of the issuer before it, or a default
    QList<int> types = {}; // empty: every type there is
    qint64 days = issuerDays;
};
// The parts that initState is made of too. Both write the key first: one that the list does not name is never used.
[[nodiscard]] Result<QByteArray> addIssuerKey(const QString &folder, trust::TrustList &list, const NewIssuer &issuer, Random &random, qint64 now); // -> kid
// Status lists for every issuer of the list. A prefix that is set stays: credentials name it.
[[nodiscard]] Result<void> setStatusPrefix(const QString &folder, trust::TrustList &list, const QByteArray &prefix, Random &random);

// Signs what `edit` made of the held list; durable when it returns. An error of `edit` leaves everything as it was.
using ListEdit = std::function<Result<void>(trust::TrustList &)>;
[[nodiscard]] Result<void> editTrustList(const QString &folder, const Clock &clock, const ListEdit &edit, qint64 days = listDays);
[[nodiscard]] inline Result<void> renewTrustList(const QString &folder, const Clock &clock)
{
    return editTrustList(folder, clock, [](trust::TrustList &) { return Result<void>(); });
}

// The key signs nothing more, and its file is erased. What it signed until today stays good; when it was stolen, nothing does:
// who has it could date a credential back.
[[nodiscard]] Result<void> retireIssuer(const QString &folder, QByteArrayView keyId, bool stolen, const Clock &clock);

// Another root after the last one, in force from `notBefore` on. Counters that have the pin follow by root-updates.cbor; the list
// is signed again when the new root is in force at once. Answers the new root's number.
[[nodiscard]] Result<int> rollRoot(const QString &folder, qint64 notBefore, Random &random, const Clock &clock);

} // namespace dd::authority
