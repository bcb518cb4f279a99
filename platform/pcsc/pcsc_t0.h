// T=0 on the way to a card channel: APDUs in, TPDUs out.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <functional>

namespace dd::platform::pcsc {

// T=0 has no case 4 (ISO/IEC 7816-3 §12.2): Le is left out, 61xx is fetched with GET RESPONSE, 6Cxx is asked again
// with the right Le. `transmit` sends one TPDU.
using Transmit = std::function<Result<QByteArray>(QByteArrayView)>;
[[nodiscard]] Result<QByteArray> transceiveT0(const Transmit &transmit, QByteArrayView command);

} // namespace dd::platform::pcsc
