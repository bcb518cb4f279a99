// The virtual reader's socket (vpcd of virtualsmartcard): a two-byte big-endian length, then that many bytes.
// One byte is a control code: 00 off, 01 on, 02 reset, 04 ATR (the only one that is answered). More is a command APDU.
#pragma once

#include "core/base/result.h"
#include "nfc/simulator/simulated_field.h"

#include <functional>

namespace dd::simchip {

enum class LinkEnd { Stopped, PeerClosed, CardGone };
enum class LinkNews { Connected, CardGone };

// Serves one connection until the reader closes it, `stopDescriptor` becomes readable or a fault takes the card away, for which
// the reader gets no answer. What a fault or the link costs in time passes before the answer goes out.
[[nodiscard]] LinkEnd serveConnection(int socket, nfc::SimulatedField &card, int stopDescriptor);

// Connects to vpcd, lays the card down and serves; tries again every 100 ms while nobody listens and whenever the reader goes
// away. A card that a fault took out of the reader is back in it after 0.6 s. Returns when stopped. InvalidInput when the host has no
// address.
[[nodiscard]] Result<void> serveCard(const QString &host, quint16 port, nfc::SimulatedField &card, int stopDescriptor,
                                     const std::function<void(LinkNews)> &news);

} // namespace dd::simchip
