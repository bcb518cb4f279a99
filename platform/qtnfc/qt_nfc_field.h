// QtNfc behind NfcField. Compiled everywhere; nothing but a phone exercises it.
#pragma once

#include "platform/qtnfc/nfc_field.h"

namespace dd::platform::qtnfc {

[[nodiscard]] std::unique_ptr<NfcField> makeQtNfcField();
// For a machine without a phone's NFC: never supported.
[[nodiscard]] std::unique_ptr<NfcField> makeAbsentNfcField();

} // namespace dd::platform::qtnfc
