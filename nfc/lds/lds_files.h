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

// Values are the file identifiers (9303-10 §3.11); SFIs are the low five bits for the LDS1 application.
enum class FileId : quint16 { CardAccess = 0x011C, Com = 0x011E, Sod = 0x011D, Dg1 = 0x0101, Dg2 = 0x0102, Dg13 = 0x010D, Dg14 = 0x010E, Dg15 = 0x010F };
[[nodiscard]] QString name(FileId file); // "DG1", "SOD", …
[[nodiscard]] int dataGroupNumber(FileId file); // 1, 2, 13, 14, 15; 0 for the others

struct FaceImage
{
    enum class Format { Jpeg, Jpeg2000 };
    Format format = Format::Jpeg;
    QByteArray data; // the image exactly as stored
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
};

[[nodiscard]] Result<Com> parseCom(QByteArrayView file);
[[nodiscard]] Result<identity::Mrz> parseDg1(QByteArrayView file);
[[nodiscard]] Result<FaceImage> parseDg2(QByteArrayView file);
[[nodiscard]] Result<Dg13> parseDg13(QByteArrayView file); // UnsupportedProtocol for the unpublished 2024 encoding
[[nodiscard]] QByteArray encodeDg13(const Dg13 &fields);   // for the simulator and tests

} // namespace dd::nfc
