// Base45 of RFC 9285: bytes as QR alphanumeric text.
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace dd::base45 {

[[nodiscard]] QByteArray encode(QByteArrayView bytes);
// Refuses characters outside the alphabet, lengths of 1 mod 3, and groups above FF / FFFF (RFC 9285 §4, §6).
[[nodiscard]] Result<QByteArray> decode(QByteArrayView text);

} // namespace dd::base45
