// The shapes listed in credential_types.h, to and from CBOR. Encoders normalise and shorten; decoders refuse.
#pragma once

#include "core/credential/credential.h"

namespace dd::credential {

[[nodiscard]] cbor::Value encode(const Person &person);
[[nodiscard]] cbor::Value encode(const Place &place);
[[nodiscard]] cbor::Value encode(const Address &address);
[[nodiscard]] cbor::Value encodeAgeFlags(const QList<int> &ages);
[[nodiscard]] Result<Person> decodePerson(const cbor::Value &value);
[[nodiscard]] Result<Place> decodePlace(const cbor::Value &value);
[[nodiscard]] Result<Address> decodeAddress(const cbor::Value &value);
[[nodiscard]] Result<QList<int>> decodeAgeFlags(const cbor::Value &value);

// What stands clear under -65537, without the digests.
[[nodiscard]] QList<cbor::Value::Pair> encodeShown(const IdentityClaims &claims);
[[nodiscard]] QList<cbor::Value::Pair> encodeShown(const TravelPassClaims &claims);
[[nodiscard]] QList<cbor::Value::Pair> encodeShown(const ReceiptClaims &claims);
// Fills the always-shown part of `claims` by its type from keys 1..9 of `shown`; groups and simple(59) are passed over.
[[nodiscard]] Result<void> decodeShown(const cbor::Value &shown, Claims &claims);
// Fills one disclosed group (a key of 10 or more under -65537, or sub).
[[nodiscard]] Result<void> decodeGroup(int key, const cbor::Value &value, Claims &claims);

} // namespace dd::credential
