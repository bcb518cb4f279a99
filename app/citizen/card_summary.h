// What is kept of a read card besides the face: the fields with where each came from, and what the checks said.
#pragma once

#include "core/base/result.h"
#include "core/identity/printed_qr.h"
#include "nfc/read_card.h"

#include <QList>
#include <QString>

namespace dd::citizen {

// Who put a CSCA certificate there; kept with the card, worded when shown.
inline constexpr QLatin1String installedByDemo("demo set-up");
inline constexpr QLatin1String installedByOperator("operator folder");

enum class CardFieldKey : int {
    FullName = 1,
    PersonalNumber = 2,
    BirthDate = 3,
    SexField = 4,
    Nationality = 5,
    PlaceOfOrigin = 6,
    Residence = 7,
    IssueDate = 8,
    ExpiryDate = 9,
    OldNumber = 10,
    DocumentNumber = 11,
    HolderNumber = 12, // of DG11, whatever the issuing state numbers its people by
    OtherNames = 13,
    PlaceOfBirth = 14,
    Address = 15,
    IssuingAuthority = 16,
    Endorsements = 17
};
enum class FieldOrigin : int { Chip = 1, PrintedQr = 2, Typed = 3 };

struct CardField
{
    CardFieldKey key;
    QString value;
    FieldOrigin origin;
    friend bool operator==(const CardField &, const CardField &) = default;
};

struct CardSummary
{
    nfc::ReadReport::Verdict verdict = nfc::ReadReport::Verdict::Failed;
    bool demo = false;
    bool simulated = false;
    QString anchorName;
    QString anchorInstalledBy;
    QString chipCheck; // what the clone check used
    QList<CardField> fields;

    [[nodiscard]] QString value(CardFieldKey key) const; // the chip's word first, then the others
    friend bool operator==(const CardSummary &, const CardSummary &) = default;
};

// Ethnicity and religion are on the chip, and DG11 may hold a profession, a telephone number and more; they are not taken over
// (sensitive, and no use here).
[[nodiscard]] CardSummary summarise(const nfc::ReadResult &result, const std::optional<identity::PrintedQr> &printed, const QString &typedNumber);

// The twelve digits that the chip itself bears; empty for a passport and other documents without them.
[[nodiscard]] QString personalNumberOf(const nfc::ReadResult &result);

// Whether taking `reading` would lose a genuine card: for a lesser verdict, or for a demo card in place of a real one.
[[nodiscard]] bool isWorse(const CardSummary &reading, const CardSummary &held);

[[nodiscard]] QByteArray encode(const CardSummary &summary);
[[nodiscard]] Result<CardSummary> decodeCardSummary(QByteArrayView bytes);

} // namespace dd::citizen
