// Digital signature scheme 1 of ISO/IEC 9796-2 with partial recovery, as active authentication uses it (ICAO 9303-11 §6.1.2).
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace dd::nfc {

// `block` is what the signature recovered to: 6A ‖ M1 ‖ H(M1 ‖ M2) ‖ trailer, where the header may be padded (6B BB … BA)
// and M2 is the part that was not recovered, the challenge. Returns the digest's name, "SHA-256".
// Failure is ChipAuthenticationFailed with the reason in detail.
[[nodiscard]] Result<QString> checkRecoverableMessage(QByteArrayView block, QByteArrayView unrecovered);

} // namespace dd::nfc
