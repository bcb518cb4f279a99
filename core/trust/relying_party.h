// An entry of the trust list's register of counters (docs/formats.md §6): the wallet takes a counter's name, and what may be asked
// for there, from here and from nowhere else.
//
// Wire form: {1: id, 1..32 bytes of printable ASCII, 2: name in Vietnamese, 3: name in English, 4: COSE_Key, 5: [1* purpose 1..6,
// ascending], 6: [1*5 [vct, [group keys, ascending]]], ?7: not before, ?8: expires}. Names have at most 200 bytes.
#pragma once

#include "core/base/result.h"
#include "core/credential/challenge_types.h"
#include "core/crypto/signature.h"

#include <QList>
#include <optional>

namespace dd::trust {

struct RelyingParty
{
    QString id;     // the audience of an answer to its challenge; not "vn:…", which names the audiences that are nobody's
    QString nameVi; // for people
    QString nameEn;
    crypto::PublicKey key;
    QList<credential::Purpose> purposes;
    QList<credential::Asked> mayAsk;
    std::optional<qint64> notBefore = std::nullopt; // in force from here on, when it is said
    std::optional<qint64> expires = std::nullopt;   // and until before this

    [[nodiscard]] bool isInForce(qint64 now) const { return (!notBefore || now >= *notBefore) && (!expires || now < *expires); }
};

[[nodiscard]] Result<cbor::Value> encode(const RelyingParty &party);
[[nodiscard]] Result<RelyingParty> decodeRelyingParty(const cbor::Value &value); // TrustListInvalid

} // namespace dd::trust
