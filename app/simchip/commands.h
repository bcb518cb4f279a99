// What dinhdanh-simchip does: make a demo card, and be one.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "nfc/simulator/soft_card.h"

namespace dd::simchip {

// A throw-away issuer and a card image folder: files, csca.cer, card.txt and, where the card has a QR printed on it,
// printed-qr.txt and printed-qr.png. What an older card left in the folder goes.
[[nodiscard]] Result<nfc::CardImage> personaliseCard(const QString &folder, const nfc::CardProfile &profile, const Clock &clock);
[[nodiscard]] Result<nfc::CardImage> personaliseCard(const QString &folder, nfc::ActiveAuthenticationKey key, const Clock &clock);

// A profile from a JSON file (docs/simchip.md).
[[nodiscard]] Result<nfc::CardProfile> loadProfile(const QString &path);

// For people: the CAN, the MRZ, and the command that reads the card out.
[[nodiscard]] QString howToRead(const nfc::CardImage &card, const QString &folder);

} // namespace dd::simchip
