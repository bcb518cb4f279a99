// Until when an identity card is valid (Law 26/2023/QH15 art. 21). The printed QR does not say it, and basic access control
// needs it; used only to suggest what may be tried with the person's consent (docs/formats.md §2).
#pragma once

#include "core/identity/printed_qr.h"

#include <QByteArray>
#include <QList>
#include <optional>

namespace dd::identity {

// Art. 21 §1: renewed on turning 14, 25, 40 and 60. §2: a card issued within the two years before such a birthday runs to the
// next one. The day itself; empty where the card does not expire.
[[nodiscard]] std::optional<QDate> cardExpiry(const QDate &birth, const QDate &issue);

// How the MRZ may write it, each with its check digit, the likeliest first: a birthday of 29 February has no day in most years,
// a card of the very day on which the two years begin could be counted either way, and nobody published what stands on a card
// without expiry. At most `mostGuesses`; empty where the dates contradict each other.
inline constexpr qsizetype mostGuesses = 5;
[[nodiscard]] QList<QByteArray> expiryGuesses(const QDate &birth, const QDate &issue);
// "MRZ information" (9303-11 §9.7.2) of the card that bears this QR, once for each guess: its document number is the last nine
// digits of the personal number.
[[nodiscard]] QList<QByteArray> mrzInformationGuesses(const PrintedQr &printed);

} // namespace dd::identity
