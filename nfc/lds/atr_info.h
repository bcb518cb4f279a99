// EF.ATR/INFO (ICAO 9303-10 §3.11.1): a row of data objects about the card, read before access control.
#pragma once

#include "core/base/result.h"

#include <QByteArrayView>
#include <optional>

namespace dd::nfc {

struct CardCapabilities // ISO/IEC 7816-4 §12.8.1: bytes of a whole APDU in extended length
{
    int maxCommand = 0;
    int maxResponse = 0;
    friend bool operator==(const CardCapabilities &, const CardCapabilities &) = default;
};

// Nothing where the file states no lengths (7F66): then short APDUs, or trying. DamagedFile with stage "ATR/INFO".
[[nodiscard]] Result<std::optional<CardCapabilities>> parseAtrInfo(QByteArrayView file);

} // namespace dd::nfc
