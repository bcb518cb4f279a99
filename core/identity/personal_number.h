// Số định danh cá nhân, 12 digits `PPP G YY NNNNNN` (Decree 137/2015 art. 7 and 13; no check digit:
// a well-formed number proves nothing).
#pragma once

#include "core/base/result.h"

#include <QDate>
#include <QString>

namespace dd::identity {

enum class Sex { Male = 1, Female = 2 }; // ISO/IEC 5218

struct PersonalNumber
{
    QString digits;    // 12 ASCII digits
    QString placeCode; // PPP: legacy province 001–096 or country 101–295, as registered at birth
    Sex sex;
    int birthYear; // full year from G and YY
};

// Fails only when the text is not exactly 12 ASCII digits.
[[nodiscard]] Result<PersonalNumber> parsePersonalNumber(const QString &text);
// For screens: "*********017", only the last three digits are shown.
[[nodiscard]] QString maskedPersonalNumber(const QString &digits);

} // namespace dd::identity
