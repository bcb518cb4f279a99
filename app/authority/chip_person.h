// Who the chip says its holder is, from files that passive authentication has covered already. Texts are whole here;
// the issuer's encoder cuts them to what a QR has room for.
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
    int cardExpires = 0;             // last day of the card, yyyymmdd; 0 for a card without end
};

// Of 14, 16 and 18, those reached on the day of `now`. An unknown day or month of birth (00) counts as the last.
[[nodiscard]] QList<int> ageFlagsOn(int birthDate, qint64 now);
// Whether the card's last day (yyyymmdd, 0: none) has passed on the day of `now`.
[[nodiscard]] bool hasCardExpired(int cardExpires, qint64 now);
// DG13 may be absent; where it is present it must agree with the MRZ on number and birth date. Errors:
// EnrolmentDataMismatch naming the field, CardExpired when the MRZ or DG13 carries a date that has passed.
[[nodiscard]] Result<ChipPerson> personFromChip(const identity::Mrz &mrz, const std::optional<nfc::Dg13> &details, qint64 now);

} // namespace dd::authority
