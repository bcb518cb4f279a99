// A card channel over one SCARDHANDLE, held exclusively until it is dropped.
#pragma once

#include "nfc/card_channel.h"
#include "platform/pcsc/pcsc_session.h"

#include <memory>

namespace dd::platform::pcsc {

inline constexpr int shortCommandLength = 261;

// Connects with the card powered up afresh, alone: exclusive access, or shared with a transaction when somebody else
// already looks at the card. Blocks while another program holds a transaction; does not touch the card any more once
// a stop was requested meanwhile (Cancelled).
[[nodiscard]] Result<std::unique_ptr<nfc::CardChannel>> openChannel(Context context, const QString &reader, const std::stop_token &stop);

} // namespace dd::platform::pcsc
