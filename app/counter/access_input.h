// What opens the chip, as a person types it. A refusal says what to do instead.
#pragma once

#include "app/counter/words.h"
#include "nfc/access_key.h"

#include <expected>
#include <QIODevice>

namespace dd::counter {

// Six digits; blanks around them are dropped.
[[nodiscard]] std::expected<nfc::AccessKey, Words> accessKeyFromCan(const QString &text);
// "L1/L2/L3" (identity cards), "L1/L2" (passports), the same with line breaks, or "document number/birth/expiry" with both dates
// as yyMMdd.
[[nodiscard]] std::expected<nfc::AccessKey, Words> accessKeyFromMrz(const QString &text);

// One line for a CAN; for an MRZ as many as its first line announces. Never more than a few hundred bytes.
[[nodiscard]] QString readCanFrom(QIODevice &input);
[[nodiscard]] QString readMrzFrom(QIODevice &input);

} // namespace dd::counter
