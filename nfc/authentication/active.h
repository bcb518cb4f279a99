// Active authentication (ICAO 9303-11 §6.1): the chip signs 8 bytes with the key whose public half is in DG15.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace dd::nfc {

// RSA: ISO/IEC 9796-2 scheme 1 with partial recovery, or RSASSA-PSS over any SHA. ECDSA: r‖s over the digest named in DG14's
// ActiveAuthenticationInfo (dg14 may be empty for RSA); where that names ANSI X9.62's algorithm, its SEQUENCE { r, s } too.
// Returns what was used, e.g. "RSA-1024 ISO 9796-2 SHA-1".
// Failure is ChipAuthenticationFailed; an unreadable DG15 is DamagedFile; an algorithm nobody here knows, UnsupportedProtocol.
[[nodiscard]] Result<QString> verifyActiveAuthentication(QByteArrayView dg15, QByteArrayView dg14, QByteArrayView challenge, QByteArrayView response);

// Bytes the chip will answer, to ask for them: the modulus, or r and s.
[[nodiscard]] Result<int> activeAuthenticationResponseSize(QByteArrayView dg15);

} // namespace dd::nfc
