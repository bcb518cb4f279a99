// The virtual reader's socket (vpcd of virtualsmartcard): a two-byte big-endian length, then that many bytes.
// One byte is a control code: 00 off, 01 on, 02 reset, 04 ATR (the only one that is answered). More is a command APDU.
#pragma once

#include "core/base/result.h"
#include "nfc/simulator/soft_card.h"

#include <functional>

namespace dd::simchip {

enum class LinkEnd { Stopped, PeerClosed };

// Serves one connection until the reader closes it or `stopDescriptor` becomes readable.
[[nodiscard]] LinkEnd serveConnection(int socket, nfc::SoftCard &card, int stopDescriptor);

// Connects to vpcd and serves; tries again every 100 ms while nobody listens and whenever the reader goes away.
// Returns when stopped. InvalidInput when the host has no address.
[[nodiscard]] Result<void> serveCard(const QString &host, quint16 port, nfc::SoftCard &card, int stopDescriptor,
                                     const std::function<void()> &connected);

} // namespace dd::simchip
