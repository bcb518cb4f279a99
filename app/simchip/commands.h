// What dinhdanh-simchip does: make a demo card, and be one.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "nfc/simulator/soft_card.h"

namespace dd::simchip {

// A throw-away issuer and a card image folder: files, csca.cer, card.txt, printed-qr.txt and printed-qr.png.
[[nodiscard]] Result<void> personaliseCard(const QString &folder, nfc::ActiveAuthenticationKey key, const Clock &clock);

} // namespace dd::simchip
