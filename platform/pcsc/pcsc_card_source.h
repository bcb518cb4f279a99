// Cards on PC/SC readers (counters and desktops; Debian's pcscd).
#pragma once

#include "nfc/card_channel.h"

#include <QStringList>

namespace dd::platform {

// Names of the readers present now. ReaderUnavailable when the service does not run.
[[nodiscard]] Result<QStringList> pcscReaders();
// The first reader with a card when `reader` is empty. Exclusive transaction while a channel lives; card power reset on connect.
[[nodiscard]] std::unique_ptr<nfc::CardSource> makePcscCardSource(const QString &reader = {});

} // namespace dd::platform
