// The shapes listed in credential_types.h, to and from CBOR. Encoders normalise and shorten; decoders refuse.
#pragma once

#include "core/credential/credential.h"
#include "core/credential/map_reader.h"

namespace dd::credential {

[[nodiscard]] cbor::Value encode(const Person &person);
[[nodiscard]] cbor::Value encode(const Place &place);
[[nodiscard]] cbor::Value encode(const Address &address);
[[nodiscard]] cbor::Value encode(const Household &household);
[[nodiscard]] cbor::Value encode(const QList<Companion> &companions);
[[nodiscard]] cbor::Value encode(const Flight &flight);
[[nodiscard]] cbor::Value encode(const QList<Condition> &conditions);
[[nodiscard]] cbor::Value encode(const QList<Member> &members);
[[nodiscard]] cbor::Value encodeAgeFlags(const QList<int> &ages);
[[nodiscard]] Result<Person> decodePerson(const cbor::Value &value);
[[nodiscard]] Result<Place> decodePlace(const cbor::Value &value);
[[nodiscard]] Result<Address> decodeAddress(const cbor::Value &value);
[[nodiscard]] Result<Household> decodeHousehold(const cbor::Value &value);
[[nodiscard]] Result<QList<Companion>> decodeCompanions(const cbor::Value &value);
[[nodiscard]] Result<Flight> decodeFlight(const cbor::Value &value);
[[nodiscard]] Result<QList<Condition>> decodeConditions(const cbor::Value &value);
[[nodiscard]] Result<QList<Member>> decodeMembers(const cbor::Value &value);
[[nodiscard]] Result<QList<int>> decodeAgeFlags(const cbor::Value &value);

// What stands clear under -65537, without the digests.
[[nodiscard]] QList<cbor::Value::Pair> encodeShown(const IdentityClaims &claims);
[[nodiscard]] QList<cbor::Value::Pair> encodeShown(const TravelPassClaims &claims);
[[nodiscard]] QList<cbor::Value::Pair> encodeShown(const ResidenceStatusClaims &claims);
[[nodiscard]] QList<cbor::Value::Pair> encodeShown(const ReceiptClaims &claims);
[[nodiscard]] QList<cbor::Value::Pair> encodeShown(const PrintedCopyClaims &claims);
// Fills the always-shown part of `claims` by its type from keys 1..9 of `shown`; groups and simple(59) are passed over.
// `claims` knows its issuedAt already.
[[nodiscard]] Result<void> decodeShown(const cbor::Value &shown, Claims &claims);
// One type's labels of it; what is wrong is left with the reader.
[[nodiscard]] TravelPassClaims readShownPass(MapReader &reader);
[[nodiscard]] ResidenceStatusClaims readShownResidence(MapReader &reader, qint64 issuedAt);
[[nodiscard]] ReceiptClaims readShownReceipt(MapReader &reader);
[[nodiscard]] PrintedCopyClaims readShownPrint(MapReader &reader);
// Fills one disclosed group (a key of 10 or more under -65537, or sub).
[[nodiscard]] Result<void> decodeGroup(int key, const cbor::Value &value, Claims &claims);

} // namespace dd::credential
