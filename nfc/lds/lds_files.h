// The logical data structure (ICAO 9303-10): which files, and what is in them. Parsers take a view of the raw
// file, bound depth and length, refuse trailing bytes, and fail with DamagedFile naming the file in `stage`.
#pragma once

#include "core/base/result.h"
#include "core/identity/mrz.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QStringList>

namespace dd::nfc {

// The low 16 bits are the file identifier (9303-10 §3.11); the short identifier is its low five bits. EF.CardSecurity lies in
// the master file under the identifier that EF.SOD has in the LDS1 application, hence the bit above.
enum class FileId : quint32 {
    Dir = 0x2F00,
    AtrInfo = 0x2F01,
    CardAccess = 0x011C,
    CardSecurity = 0x1011D,
    Com = 0x011E,
    Sod = 0x011D,
    Dg1 = 0x0101,
    Dg2 = 0x0102,
    Dg11 = 0x010B,
    Dg12 = 0x010C,
    Dg13 = 0x010D,
    Dg14 = 0x010E,
    Dg15 = 0x010F
};
[[nodiscard]] QString name(FileId file); // "DG1", "SOD", …
[[nodiscard]] int dataGroupNumber(FileId file); // 1, 2, 11 … 15; 0 for the others
[[nodiscard]] constexpr quint16 identifierOf(FileId file) { return static_cast<quint16>(static_cast<quint32>(file) & 0xFFFF); }
[[nodiscard]] constexpr bool isInMasterFile(FileId file)
{
    return file == FileId::Dir || file == FileId::AtrInfo || file == FileId::CardAccess || file == FileId::CardSecurity;
}

struct FaceImage
{
    enum class Format { Jpeg, Jpeg2000 };
    Format format = Format::Jpeg;
    QByteArray data; // the image exactly as stored
    // What the file states wrongly and this reader does not need ("gender", "format owner"): worth telling, no reason to
    // withhold the picture.
    QStringList remarks;
};

// EF.DG13 of Vietnamese cards before July 2024 (docs/formats.md); fields may be absent or empty.
struct Dg13
{
    QString personalNumber, fullName, birthDate, sex, nationality, ethnicity, religion, placeOfOrigin, residence;
    QString identifyingMarks, issueDate, expiryDate, father, mother, spouse, oldNumber, chipCode;
    friend bool operator==(const Dg13 &, const Dg13 &) = default;
};

struct Com
{
    QString ldsVersion;      // "0107"
    QString unicodeVersion;  // "040000"
    QList<quint8> tags;      // of the data groups present
    // What contradicts the standard without keeping the file from being read: "LDS version", "Unicode version", "DG1 not
    // listed", "DG2 not listed". Nothing in this file is signed, and nobody should rely on it.
    QStringList remarks;
};

[[nodiscard]] Result<Com> parseCom(QByteArrayView file);
[[nodiscard]] Result<identity::Mrz> parseDg1(QByteArrayView file);
[[nodiscard]] Result<FaceImage> parseDg2(QByteArrayView file);
[[nodiscard]] Result<Dg13> parseDg13(QByteArrayView file); // UnsupportedProtocol for the unpublished 2024 encoding
// For the simulator and tests. Cards write the parents as two SEQUENCEs or as one with both.
enum class Dg13Parents { Siblings, Sequence };
[[nodiscard]] QByteArray encodeDg13(const Dg13 &fields, Dg13Parents parents = Dg13Parents::Siblings);

} // namespace dd::nfc
