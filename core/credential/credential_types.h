// What credentials say. Each shape here has one encoder and one decoder; both are exact: a label that is not named
// below, or a value of another type or out of its range, makes the credential malformed.
//
// Wire shapes (deterministic CBOR; integer map keys; times are seconds since 1970-01-01 UTC; "?" marks what may be
// absent; text is NFC, 1..64 bytes of UTF-8 unless said otherwise, without control or invisible format characters):
//
//   always shown, the map under -65537 of the payload (its digests stand beside these, under simple(59)):
//     identity 65001     {1: level 1|2, 2: evidence bits 0..15}
//     travel pass 65002  {1: kind 1..6, 2: from place, 3: to place, 4: trips 1..3, ?5: vehicle plate (1..16 bytes),
//                         6: from time, 7: to time, ?8: evidence bits 1..15}
//     receipt 65004      {1: declaration kind 1, 2: dossier code, 3: state 1..5, 6: decided at, ?7: valid until,
//                         ?8: evidence bits 1..15}
//   disclosures [salt(16 B), value, key]:
//     key 2  (outer array)  the personal number, text of 12 ASCII digits
//     key 10 person         {1: name, 2: birth date yyyymmdd (mm and dd may be 00), 3: sex 1|2, 4: nationality "AAA"}
//     key 11 address        {1: text, ?2: place}           identity and receipt
//     key 12 age flags      {14: bool, 16: bool, 18: bool} identity; each says whether that age was reached at issuance
//     keys 11 (companions, pass) and 12 (members, receipt) are kept for later work: refused until their shape is fixed
//   place                {1: province, 2 ASCII digits, ?2: ward, 5 ASCII digits, 3: table version yyyymmdd}
//   stay statement, label -65538 of the key binding token's payload:
//                        {1: kind 1, 2: facility, 3: from time, 4: to time, 5: reason}, from < to
//
// A longer name or address text is cut at a character boundary and ends in "…" when a credential is issued; the full
// text stays in the wallet.
#pragma once

#include "core/base/result.h"
#include "core/codec/cbor.h"
#include "core/identity/personal_number.h"

#include <QDate>
#include <QString>
#include <optional>

namespace dd::credential {

// Experimental range on purpose (docs/formats.md §5).
enum class CredentialType : int { Identity = 65001, TravelPass = 65002, ResidenceStatus = 65003, ResidenceReceipt = 65004, PrintedCopy = 65005 };

// Redactable groups of the types; keys of their disclosures. `Number` is sub (key 2), redacted in the outer array.
enum class Group : int { Number = 2, Person = 10, Address = 11, AgeFlags = 12, Companions = 1011, Members = 1012 };
// Wire key of a group within a type: companions are 11 in a travel pass, members 12 in a receipt. -1: not of that type.
[[nodiscard]] int groupKey(CredentialType type, Group group);
[[nodiscard]] std::optional<Group> groupFromKey(CredentialType type, int key);
[[nodiscard]] QList<Group> groupsOf(CredentialType type);

// A person as shown: group 10. Birth date is yyyymmdd as a number, 00 where unknown.
struct Person
{
    QString fullName; // NFC, at most 64 bytes of UTF-8 in a QR
    int birthDate = 0;
    identity::Sex sex = identity::Sex::Male;
    QString nationality; // ISO 3166 alpha-3, "VNM"
    friend bool operator==(const Person &, const Person &) = default;
};

// 21/11/1990; parts that are unknown are left out.
[[nodiscard]] QString birthDateText(int yyyymmdd);

// Always a code together with the version of its table (yyyymmdd the table took effect): codes were reused.
struct Place
{
    QString province; // 2 digits
    QString ward;     // 5 digits, or empty
    int tableVersion = 20250701;
    friend bool operator==(const Place &, const Place &) = default;
};

struct Address
{
    QString text; // at most 64 bytes of UTF-8 in a QR
    std::optional<Place> place;
    friend bool operator==(const Address &, const Address &) = default;
};

// Evidence bits of an identity credential: what the authority saw.
enum Evidence : int { EvidencePassive = 1, EvidenceChip = 2, EvidenceInPerson = 4, EvidenceDemo = 8 };

struct IdentityClaims
{
    int level = 1; // 1 remote, 2 in person
    int evidence = 0;
    Person person;
    std::optional<Address> address;
    QList<int> ageFlags; // ages reached at issuance: 14, 16, 18
};

enum class PassKind : int { Personal = 1, Work = 2, GoodsVehicle = 3, Patient = 4, AirDomestic = 5, Group = 6 };
enum class Trips : int { Single = 1, Return = 2, Multiple = 3 };

struct TravelPassClaims
{
    PassKind kind = PassKind::Personal;
    Place from;
    Place to;
    qint64 validFrom = 0; // seconds UTC
    qint64 validTo = 0;
    Trips trips = Trips::Single;
    QString vehiclePlate; // empty when none
    int evidence = 0;     // only EvidenceDemo is used in a pass
    Person person;
};

enum class DeclarationKind : int { StayNotification = 1 }; // thông báo lưu trú; others in later work
enum class DeclarationState : int { Received = 1, SupplementRequired = 2, Accepted = 3, Refused = 4, Issued = 5 };

struct ReceiptClaims
{
    DeclarationKind kind = DeclarationKind::StayNotification;
    QString dossierCode;
    DeclarationState state = DeclarationState::Received;
    qint64 decidedAt = 0;             // seconds UTC
    std::optional<qint64> validUntil; // seconds UTC
    int evidence = 0;
    Person person;
    std::optional<Address> address;
};

// What the holder declares and signs inside a presentation (label -65538): a stay.
struct StayStatement
{
    DeclarationKind kind = DeclarationKind::StayNotification;
    QString facility; // identifier or name of the lodging it is made for
    qint64 from = 0;  // seconds UTC
    qint64 to = 0;
    QString reason;
    friend bool operator==(const StayStatement &, const StayStatement &) = default;
};
[[nodiscard]] cbor::Value encode(const StayStatement &statement);
[[nodiscard]] Result<StayStatement> decodeStayStatement(const cbor::Value &value);

} // namespace dd::credential
