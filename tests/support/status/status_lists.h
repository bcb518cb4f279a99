// The status lists of a country: one issuer's, in shards of 2^20 entries of two bits.
#pragma once

#include "core/trust/status_store.h"
#include "tests/core/forge.h"

namespace dd::test {

inline constexpr qint64 shardEntries = 1 << 20;

inline QByteArray shardUri(int shard)
{
    return "https://tt.example.vn/s/" + QByteArray::number(shard).rightJustified(2, '0');
}

// The issuer signs its status lists with its own key.
struct StatusParties : Parties
{
    StatusParties() { trust.issuers.first().status = trust::StatusIssuer{{issuer->publicKey()}, "https://tt.example.vn/s/"}; }
    [[nodiscard]] const trust::TrustedIssuer &entry() const { return trust.issuers.first(); }
};

} // namespace dd::test
