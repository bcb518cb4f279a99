// Who the chip says its holder is, from files that passive authentication has covered already.
#pragma once

#include "core/credential/credential_types.h"
#include "core/identity/mrz.h"
#include "nfc/lds/lds_files.h"

#include <QString>
#include <optional>

namespace dd::authority {

struct ChipPerson
{
    QString number;                  // 12 digits
    credential::Person person;       // full Vietnamese name from DG13 where it is readable, else the MRZ's
    std::optional<credential::Address> address;
    QList<int> ageFlags;             // of 14, 16, 18: reached on the day of `now`
};

// DG13 may be absent; where it is present it must agree with the MRZ on number and birth date. Errors:
// EnrolmentDataMismatch naming the field, CardExpired when DG13 carries a date that has passed.
[[nodiscard]] Result<ChipPerson> personFromChip(const identity::Mrz &mrz, const std::optional<nfc::Dg13> &details, qint64 now);

// The longest beginning of at most `bytes` of UTF-8 that does not cut a character (with its marks) in two.
[[nodiscard]] QString cutUtf8(const QString &text, qsizetype bytes);

} // namespace dd::authority
