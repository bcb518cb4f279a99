// What credentials say. Each shape here has one encoder and one decoder; both are exact: a label that is not named
// below, or a value of another type or out of its range, makes the credential malformed.
//
// Wire shapes (deterministic CBOR; integer map keys; times are seconds since 1970-01-01 UTC; "?" marks what may be
// absent; text is NFC, 1..64 bytes of UTF-8 unless said otherwise, without control or invisible characters, without white
// space at either end, and with at most 3 combining marks in a row):
//
//   always shown, the map under -65537 of the payload (its digests stand beside these, under simple(59)):
//     identity 65001     {1: level 1|2, 2: evidence bits 0..15}
//     travel pass 65002  {1: kind 1..6, 2: from place, 3: to place, 4: trips 1..3, ?5: vehicle plate (1..16 bytes) | flight,
//                         6: from time, 7: to time, ?8: evidence bits 1..15, ?9: [1..4 conditions]}
//                         5 is a flight in a pass of kind 5 and in no other; kind 3 has a plate
//     residence 65003    {1: as of yyyymmdd, not after the day that follows iat, ?8: evidence bits 1..15}
//     receipt 65004      {1: declaration kind 1, 2: dossier code, 3: state 1..5, 6: decided at, ?7: valid until,
//                         ?8: evidence bits 1..15}
//     printed copy 65005 {1: copied type 65001..65004, 2: its level, kind, as of or state, ?3: from place, ?4: to place,
//                         ?5: label, ?6: from time, ?7: to time, ?8: evidence bits 1..15}
//                         3, 4, 6, 7 in a copy of a pass and in no other; 5 in one of a receipt, perhaps in one of a pass
//   disclosures [salt(16 B), value, key]:
//     key 2  (outer array)  the personal number, text of 12 ASCII digits
//     key 10 person         {1: name, 2: birth date yyyymmdd (mm and dd may be 00), 3: sex 1|2, 4: nationality "AAA"}
//     key 11 address        {1: text, ?2: place}           identity and receipt
//     key 11 companions     [1..9 of [name, birth date]]   pass; arrays, for a map each would not leave room for nine
//     key 11 permanent address, key 12 current residence   residence, each as an address
//     key 12 age flags      {14: bool, 16: bool, 18: bool} identity; each says whether that age was reached at issuance
//     key 12 members        [1..9 of [name, birth date, relation 1..99]] receipt
//     key 13 household      {1: number (1..16 bytes), 2: relation 1..99, 3: count 1..99} residence
//   place                {1: province, 2 ASCII digits, ?2: ward, 5 ASCII digits, 3: table version yyyymmdd}
//   flight               [carrier (2..3 of A-Z 0-9), number 1..9999, date yyyymmdd, from "AAA", to "AAA"]
//   condition            [type 1..3, reference, greatest age in seconds 0..31536000 (0: any)]
//   stay statement, label -65538 of the key binding token's payload:
//                        {1: kind 1, 2: facility, 3: from time, 4: to time, 5: reason}, from < to, at most 30
//                        calendar days of Vietnam apart
//
// A longer name or address text is cut at a character boundary and ends in "…" when a credential is issued; the full
// text stays in the wallet.
#pragma once

#include "core/base/result.h"
#include "core/codec/cbor.h"
#include "core/identity/personal_number.h"

#include <QDate>
#include <QList>
#include <QString>
#include <optional>

namespace dd::credential {

// Experimental range on purpose (docs/formats.md §5).
enum class CredentialType : int { Identity = 65001, TravelPass = 65002, ResidenceStatus = 65003, ResidenceReceipt = 65004, PrintedCopy = 65005 };

// Redactable groups of the types; keys of their disclosures. `Number` is sub (key 2), redacted in the outer array.
// The numbers stand in the wallet's history: never renumber.
enum class Group : int {
    Number = 2,
    Person = 10,
    Address = 11,
    AgeFlags = 12,
    Companions = 1011,
    Members = 1012,
    PermanentAddress = 3011,
    CurrentResidence = 3012,
    Household = 3013,
};
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
    friend bool operator==(const IdentityClaims &, const IdentityClaims &) = default;
};

// Who travels along under the holder's key: group 11 of a pass.
struct Companion
{
    QString fullName;  // as a person's
    int birthDate = 0; // as a person's
    friend bool operator==(const Companion &, const Companion &) = default;
};

// Who else a declaration names: group 12 of a receipt.
struct Member
{
    QString fullName;
    int birthDate = 0;
    int relation = 0; // to the head of the household, 1..99: the number in the law's own list, which may grow
    friend bool operator==(const Member &, const Member &) = default;
};

struct Household
{
    QString number;
    int relation = 0; // of the holder to its head, as a member's
    int count = 0;    // of its members
    friend bool operator==(const Household &, const Household &) = default;
};

struct Flight
{
    QString carrier; // IATA or ICAO designator, "VN"
    int number = 0;
    int date = 0;    // yyyymmdd, local to the place it leaves from
    QString from;    // IATA airport codes
    QString to;
    friend bool operator==(const Flight &, const Flight &) = default;
};

// What the holder must also have for the pass to count; checked where it is shown.
struct Condition
{
    enum class Type : int { Vaccine = 1, Test = 2, Permit = 3 };
    Type type = Type::Vaccine;
    QString reference;  // of the credential or paper that proves it
    qint64 maxAge = 0;  // seconds; 0: any age
    friend bool operator==(const Condition &, const Condition &) = default;
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
    std::optional<Flight> flight = {};   // in a pass for a flight, and there always
    QList<Condition> conditions = {};    // at most 4
    QList<Companion> companions = {};    // at most 9; a pass for a group has one or more
    friend bool operator==(const TravelPassClaims &, const TravelPassClaims &) = default;
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
    QList<Member> members = {}; // at most 9
    friend bool operator==(const ReceiptClaims &, const ReceiptClaims &) = default;
};

// Replaces form CT07 (xác nhận thông tin về cư trú).
struct ResidenceStatusClaims
{
    int asOf = 0; // yyyymmdd: the day the register said so
    int evidence = 0;
    Person person;
    std::optional<Address> permanent;
    std::optional<Address> current;
    std::optional<Household> household;
    friend bool operator==(const ResidenceStatusClaims &, const ResidenceStatusClaims &) = default;
};

// What is printed of another credential: few claims, for paper proves nothing about who holds it.
struct PrintedCopyClaims
{
    CredentialType copyOf = CredentialType::TravelPass;
    int code = 0; // level of an identity, kind of a pass, as-of date of a residence status, state of a receipt
    std::optional<Place> from; // this, `to` and the period: of a pass
    std::optional<Place> to;
    QString label; // plate or flight of a pass, dossier code of a receipt
    std::optional<qint64> validFrom; // seconds UTC
    std::optional<qint64> validTo;
    int evidence = 0;
    Person person;
    friend bool operator==(const PrintedCopyClaims &, const PrintedCopyClaims &) = default;
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
