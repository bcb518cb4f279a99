// Cards on the back of a phone (Android, iOS), through QtNfc.
#pragma once

#include "nfc/card_channel.h"
#include "platform/qtnfc/nfc_field.h"

namespace dd::platform {

struct NfcOptions
{
    QString prompt;               // on the system's sheet while no card is there (iOS)
    int exchangeTimeoutMs = 8000; // last resort; Android gives up after 2 s by itself
    // iOS drops the tag at an extended-length command the card does not like, and nothing tells that from a card taken away.
#ifdef Q_OS_IOS
    bool shortOnly = true;
#else
    bool shortOnly = false;
#endif
};

// Available on a phone that has NFC. Not on a desktop: there QtNfc goes through neard, which sends no APDUs, or since Qt 6.5
// through PC/SC, which platform/pcsc does with the card held alone.
[[nodiscard]] std::unique_ptr<nfc::CardSource> makeQtNfcCardSource(const NfcOptions &options = {});
// The same over any field.
[[nodiscard]] std::unique_ptr<nfc::CardSource> makeNfcCardSource(qtnfc::NfcFieldFactory field, const NfcOptions &options);

} // namespace dd::platform
