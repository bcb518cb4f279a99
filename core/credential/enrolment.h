// What a wallet and an authority say to each other: enrolment (docs/formats.md §7), passes, declarations.
// Bodies are deterministic CBOR over HTTP POST; each message here has one encoder and one decoder.
//
//   GET  /trust-list        -> trust list bytes
//   POST /enrol/keys        EnrolKeys    -> EnrolChallenge      single use, 5 minutes; keys come before the nonce
//   POST /enrol/chip        EnrolChip    -> EnrolChipChallenge  for a chip without active authentication; the same files again,
//                           after a lost card, get the same challenge, and other files are refused
//   POST /enrol/finish      EnrolFinish  -> Tokens              one identity credential per key
//   POST /enrol/refresh     COSE_Sign1 typ "vn-identity-refresh" by an enrolled key over RefreshRequest -> Tokens (one identity
//                           credential for that key, at the level the authority has for it by now)
//   POST /passes            COSE_Sign1 typ "vn-pass-request"  by an enrolled key over PassRequest       -> Tokens (one travel pass)
//   POST /declarations      COSE_Sign1 typ "vn-declaration"   by an enrolled key over StayNotification  -> Tokens (one receipt);
//                           idempotent by its id: the same bytes again give the same receipt
//   POST /copies          copies.h
// A refusal is HTTP 4xx with a Refusal body.
#pragma once

#include "core/credential/credential_types.h"
#include "core/crypto/signature.h"

#include <QMap>

namespace dd::credential {

inline constexpr QLatin1String enrolProofTyp("vn-enrol-pop");
inline constexpr QLatin1String refreshTyp("vn-identity-refresh");
inline constexpr QLatin1String passRequestTyp("vn-pass-request");
inline constexpr QLatin1String declarationTyp("vn-declaration");
inline constexpr int maxEnrolKeys = 10;
// Longest body either side accepts; a face on a chip is some tens of kilobytes.
inline constexpr qsizetype maxMessageSize = 1 << 20;

struct EnrolKeys { QList<crypto::PublicKey> keys; };
struct EnrolChallenge { QByteArray session; /* 16 B */ QByteArray nonce; /* 32 B */ };
struct EnrolChip
{
    QByteArray session;
    QByteArray sod; // raw files, as read
    QByteArray dg14;
};
// Chip authentication with the authority as the terminal: what the app carries to the chip (ICAO 9303-11 §6.2).
struct EnrolChipChallenge
{
    QByteArray mse;                 // data of MSE:Set
    QByteArray generalAuthenticate; // data of GENERAL AUTHENTICATE; empty where MSE:Set is all there is
    QByteArray firstCommand;        // C1, a whole command APDU under keys that only the authority and the chip know
};
// How the chip showed in this session that it is no copy. The values are the labels in EnrolFinish.
struct ChipAnswer
{
    enum class Kind {
        ActiveAuthentication = 3, // over H[0..8)
        ChipAuthentication = 5    // R1, the answer to C1
    };
    Kind kind = Kind::ActiveAuthentication;
    QByteArray bytes;
};
struct EnrolFinish
{
    QByteArray session;
    QMap<int, QByteArray> files; // file identifier (0x011D, 0x0101, …) -> raw bytes
    ChipAnswer answer;
    QList<QByteArray> proofs;    // one COSE_Sign1 per key, typ "vn-enrol-pop"
};
struct Tokens { QList<QByteArray> tokens; };
struct Refusal { QString code; QString message; };

struct RefreshRequest
{
    QByteArray id; // 16 random bytes
    qint64 requestedAt = 0;
};

struct PassRequest
{
    QByteArray id; // 16 random bytes
    PassKind kind = PassKind::Personal;
    Place from, to;
    qint64 validFrom = 0, validTo = 0; // seconds UTC
    Trips trips = Trips::Single;
    QString vehiclePlate;
    qint64 requestedAt = 0;
};

// Thông báo lưu trú (Law on Residence 68/2020 art. 30): what the notice must say; who is the signer, known from enrolment.
enum class FacilityType : int { TouristLodging = 1, StudentDormitory = 2, MedicalFacility = 3, Household = 4, RentedRooms = 5, Other = 6 };
enum class NotifierKind : int { Facility = 1, HouseholdMember = 2, HospitalRepresentative = 3, VehicleOwner = 4, GuestSelf = 5 };
struct StayNotification
{
    QByteArray id; // 16 random bytes
    NotifierKind notifier = NotifierKind::GuestSelf;
    FacilityType facilityType = FacilityType::TouristLodging;
    QString facilityName; // not for a household
    Address address;      // where the stay is
    QString reason;
    qint64 from = 0, to = 0; // seconds UTC; at most 30 days
    qint64 createdAt = 0;
};

// Malformed bytes are CborMalformed or CborNotDeterministic; a shape that is not the message's is InvalidInput with the
// message in `stage`. Labels that do not belong to the message are refused. Texts are NFC without control characters.
[[nodiscard]] QByteArray encode(const EnrolKeys &message);
[[nodiscard]] QByteArray encode(const EnrolChallenge &message);
[[nodiscard]] QByteArray encode(const EnrolChip &message);
[[nodiscard]] QByteArray encode(const EnrolChipChallenge &message);
[[nodiscard]] QByteArray encode(const EnrolFinish &message);
[[nodiscard]] QByteArray encode(const Tokens &message);
[[nodiscard]] QByteArray encode(const Refusal &message);
[[nodiscard]] QByteArray encode(const RefreshRequest &message);
[[nodiscard]] QByteArray encode(const PassRequest &message);
[[nodiscard]] QByteArray encode(const StayNotification &message);
[[nodiscard]] Result<EnrolKeys> decodeEnrolKeys(QByteArrayView bytes);
[[nodiscard]] Result<EnrolChallenge> decodeEnrolChallenge(QByteArrayView bytes);
[[nodiscard]] Result<EnrolChip> decodeEnrolChip(QByteArrayView bytes);
[[nodiscard]] Result<EnrolChipChallenge> decodeEnrolChipChallenge(QByteArrayView bytes);
[[nodiscard]] Result<EnrolFinish> decodeEnrolFinish(QByteArrayView bytes);
[[nodiscard]] Result<Tokens> decodeTokens(QByteArrayView bytes);
[[nodiscard]] Result<Refusal> decodeRefusal(QByteArrayView bytes);
[[nodiscard]] Result<RefreshRequest> decodeRefreshRequest(QByteArrayView bytes);
[[nodiscard]] Result<PassRequest> decodePassRequest(QByteArrayView bytes);
[[nodiscard]] Result<StayNotification> decodeStayNotification(QByteArrayView bytes);
// The law's own limits: end after start, at most 30 days, reason and place present. Errors name the field in `stage`.
[[nodiscard]] Result<void> check(const StayNotification &notification);

// H = SHA-256("DD-enrol-v1" ‖ 00 ‖ sid ‖ N ‖ SHA-256(deterministic CBOR of K)); the chip signs H[0..8).
[[nodiscard]] QByteArray enrolmentHash(const EnrolChallenge &challenge, const EnrolKeys &keys);
// COSE_Sign1 typ "vn-enrol-pop" over H ‖ SHA-256(SOD) ‖ SHA-256(the chip's answer, of either kind).
[[nodiscard]] Result<QByteArray> makeProof(QByteArrayView enrolmentHash, QByteArrayView sod, QByteArrayView chipAnswer, crypto::Signer &holder);
[[nodiscard]] Result<void> checkProof(QByteArrayView proof, QByteArrayView enrolmentHash, QByteArrayView sod, QByteArrayView chipAnswer, const crypto::PublicKey &key);

// A message signed by a holder: kid (label 4) is the key's 32-byte thumbprint, typ as given.
[[nodiscard]] Result<QByteArray> signByHolder(const QString &typ, QByteArrayView payload, crypto::Signer &holder);
struct SignedByHolder { QByteArray thumbprint; QByteArray payload; };
// Thumbprint before trust: to find the key; the payload must not be used until verifySignedByHolder succeeds.
[[nodiscard]] Result<QByteArray> holderThumbprint(QByteArrayView message);
[[nodiscard]] Result<SignedByHolder> verifySignedByHolder(QByteArrayView message, const QString &typ, const crypto::PublicKey &key);

} // namespace dd::credential
