// What credentials say. Wire numbers are in docs/formats.md; each shape here has one encoder and one decoder.
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
