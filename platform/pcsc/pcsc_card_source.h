// Cards on PC/SC readers (counters and desktops; Debian's pcscd).
#pragma once

#include "nfc/card_channel.h"

#include <QStringList>
#include <chrono>

namespace dd::platform {

// Names of the readers present now. ReaderUnavailable when the service does not run.
[[nodiscard]] Result<QStringList> pcscReaders();
[[nodiscard]] Result<QStringList> pcscReadersWithCard();
// Blocks until the readers present are not those in `known` (true) or the token says stop (false); also while the service is away.
[[nodiscard]] bool waitForOtherPcscReaders(const QStringList &known, const std::stop_token &stop);
// `reader` is a reader's exact name, or else how the names of some begin; empty stands for every reader. The first with a
// card is taken; readers may come and go while the source waits, and the service may restart. Exclusive while a channel
// lives; card power reset on connect. A reader or service that goes away in the middle is ReaderUnavailable, a card CardLost.
[[nodiscard]] std::unique_ptr<nfc::CardSource> makePcscCardSource(const QString &reader = {});
// With another limit for one exchange than 15 s; beyond it the card is lost.
[[nodiscard]] std::unique_ptr<nfc::CardSource> makePatientPcscCardSource(const QString &reader, std::chrono::milliseconds patience);

} // namespace dd::platform
