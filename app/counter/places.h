// Codes of places as people read them. A code is only looked up in the table whose version it names.
#pragma once

#include "core/credential/credential_types.h"

namespace dd::counter {

// "Hà Nội", with the ward's code where there is one; the bare code and the table's date where the table is unknown.
[[nodiscard]] QString placeText(const credential::Place &place);
[[nodiscard]] QString provinceName(const QString &code, int tableVersion); // empty when unknown

} // namespace dd::counter
