// What of the machine-readable zone opens a chip, as a person types it: the whole lines, or the three values.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QDate>
#include <QString>

namespace dd::identity {

// Stages of the errors below: what was typed wrong.
inline constexpr QLatin1String accessStageNumber("document number");
inline constexpr QLatin1String accessStageBirth("birth date");
inline constexpr QLatin1String accessStageExpiry("expiry date");
inline constexpr QLatin1String accessStageLines("MRZ");

// "MRZ information" for BAC and PACE (9303-11 §9.7.2): number, birth, expiry, each with its check digit; a number of more than
// nine characters in full. Both dates as they stand in the MRZ: yyMMdd, "<<" or "00" where a part is unknown.
// Errors: MrzMalformed with one of the first three stages.
[[nodiscard]] Result<QByteArray> mrzInformationFromValues(const QString &number, const QString &birth, const QString &expiry);
// "L1/L2/L3" (identity cards), "L1/L2" (passports), the same with line breaks, or "number/birth/expiry" as above.
// Errors: MrzMalformed, MrzCheckDigit.
[[nodiscard]] Result<QByteArray> mrzInformationFromText(const QString &text);
// The field and the digit behind it.
[[nodiscard]] QByteArray withMrzCheckDigit(const QByteArray &field);
// As the MRZ writes a date.
[[nodiscard]] QString mrzDate(const QDate &date);

} // namespace dd::identity
