// EF.DG11 and EF.DG12 (ICAO 9303-10 §4.7.11, §4.7.12): what else an issuer tells about the person and the document.
// Texts are UTF-8, kept in Unicode's form C. Every field may be absent.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QStringList>

namespace dd::nfc {

struct HolderName
{
    QString primary;
    QString secondary;
    friend bool operator==(const HolderName &, const HolderName &) = default;
};

struct Dg11
{
    HolderName name;               // 5F0E, in national characters
    QList<HolderName> otherNames;  // 5F0F
    QString personalNumber;        // 5F10
    QString birthDate;             // 5F2B: YYYYMMDD, 00 where a part is unknown
    QStringList placeOfBirth;      // 5F11
    QStringList address;           // 5F42
    QString telephone;             // 5F12
    QString profession;            // 5F13
    QString title;                 // 5F14
    QString summary;               // 5F15
    QByteArray proofOfCitizenship; // 5F16: a picture, as stored
    QStringList otherDocuments;    // 5F17: numbers of other valid travel documents
    QString custody;               // 5F18
    QMap<quint32, QByteArray> unknown;
    friend bool operator==(const Dg11 &, const Dg11 &) = default;
};

struct Dg12
{
    QString issuingAuthority;       // 5F19
    QString issueDate;              // 5F26: YYYYMMDD
    QList<HolderName> otherPersons; // 5F1A
    QString endorsements;           // 5F1B
    QString taxOrExit;              // 5F1C
    QByteArray frontImage;          // 5F1D: a picture, as stored
    QByteArray rearImage;           // 5F1E
    QString personalisedAt;         // 5F55: YYYYMMDDhhmmss, the issuer's local time
    QString personalisationSystem;  // 5F56: its serial number
    QMap<quint32, QByteArray> unknown;
    friend bool operator==(const Dg12 &, const Dg12 &) = default;
};

// DamagedFile where the tag list and the fields disagree, a field comes twice, a text is not UTF-8 or a date not digits.
[[nodiscard]] Result<Dg11> parseDg11(QByteArrayView file);
[[nodiscard]] Result<Dg12> parseDg12(QByteArrayView file);
// For the simulator and tests; dates as BCD, empty fields left out.
[[nodiscard]] QByteArray encodeDg11(const Dg11 &fields);
[[nodiscard]] QByteArray encodeDg12(const Dg12 &fields);

} // namespace dd::nfc
