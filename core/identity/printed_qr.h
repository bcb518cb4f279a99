// The QR printed on the card: UTF-8, '|'-separated, at least 7 fields (docs/formats.md).
#pragma once

#include "core/base/result.h"
#include "core/identity/personal_number.h"

#include <QDate>
#include <QStringList>

namespace dd::identity {

struct PrintedQr
{
    PersonalNumber number;
    QString oldNumber; // 9 digits, or empty
    QString fullName;  // NFC
    QDate birthDate;
    Sex sex;
    QString residence;
    QDate issueDate;
    QStringList extraFields;                                             // the 2024 card has four, empty so far; kept raw
    [[nodiscard]] QString can() const { return number.digits.right(6); } // assumed, see docs/formats.md
};

[[nodiscard]] Result<PrintedQr> parsePrintedQr(const QString &text);

} // namespace dd::identity
