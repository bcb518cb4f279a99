// Machine-readable zone: ICAO 9303-5 (TD1), -6 (TD2), -4 (TD3), with Vietnam's TD1 layout.
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace dd::identity {

enum class MrzFormat { Td1, Td2, Td3 };

struct Mrz
{
    MrzFormat format;
    QStringList lines;
    QString documentCode;   // "I", "ID", "P"
    QString issuingState;   // three letters
    QString documentNumber; // without fillers; long TD1 and TD2 numbers joined from the optional field (9303-5 §4.2.2)
    QString birthDate;      // YYMMDD, "<<" where a part is unknown
    QString sex;            // "M", "F" or "<"
    QString expiryDate;     // YYMMDD as printed; any value is accepted
    QString nationality;
    QString optionalData1;
    QString optionalData2;
    QString primaryName;    // SURNAME
    QString secondaryName;  // GIVEN NAMES
    QString personalNumber; // Vietnam's TD1: the 12 digits; else empty
    // Dates with right check digits that no calendar knows: "birth date", "expiry date". Worth telling; what is printed on
    // the card opens its chip all the same.
    QStringList remarks;
};

// Weights 7, 3, 1 (ICAO 9303-3 §4.9); -1 for a character that is not in the alphabet.
[[nodiscard]] int mrzCheckDigit(QByteArrayView characters);
// Accepts lines with or without line breaks and blanks, small letters as capitals. Visas are not read. Every check digit
// is checked. Errors: MrzMalformed, MrzCheckDigit.
[[nodiscard]] Result<Mrz> parseMrz(const QString &text);
// "MRZ information" for BAC and PACE: number ‖ cd ‖ birth ‖ cd ‖ expiry ‖ cd (9303-11 §9.7.2), as printed.
[[nodiscard]] QByteArray mrzInformation(const Mrz &mrz);

} // namespace dd::identity
