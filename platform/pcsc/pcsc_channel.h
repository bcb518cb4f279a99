// A card channel over one SCARDHANDLE, held exclusively until it is dropped.
#pragma once

#include "nfc/card_channel.h"
#include "platform/pcsc/pcsc_session.h"

#include <functional>

namespace dd::platform::pcsc {

inline constexpr int shortCommandLength = 261;

// T=0 has no case 4 (ISO/IEC 7816-3 §12.2): Le is left out, 61xx is fetched with GET RESPONSE, 6Cxx is asked again
// with the right Le. `transmit` sends one TPDU.
using Transmit = std::function<Result<QByteArray>(QByteArrayView)>;
[[nodiscard]] Result<QByteArray> transceiveT0(const Transmit &transmit, QByteArrayView command);

// Connects with the card powered up afresh, alone: exclusive access, or shared with a transaction when somebody else
// already looks at the card.
[[nodiscard]] Result<std::unique_ptr<nfc::CardChannel>> openChannel(Context context, const QString &reader);

} // namespace dd::platform::pcsc
