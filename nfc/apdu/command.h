// Command APDUs (ISO/IEC 7816-4 §5.1), cases 1 to 4 in short and extended form.
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace dd::nfc {

struct CommandApdu
{
    quint8 cla = 0x00;
    quint8 ins = 0x00;
    quint8 p1 = 0x00;
    quint8 p2 = 0x00;
    QByteArray data;       // Nc: up to 65535 bytes
    int expected = 0;      // Ne: 0 = no response data expected, up to 256 (short) or 65536 (extended)
    bool extended = false; // write extended lengths even where short ones would do

    static constexpr int maxShortData = 255;
    static constexpr int maxShortExpected = 256;

    [[nodiscard]] bool needsExtended() const { return extended || data.size() > maxShortData || expected > maxShortExpected; }
    [[nodiscard]] bool isChained() const { return (cla & 0x10) != 0; }
    [[nodiscard]] bool isSecure() const { return (cla & 0x0C) == 0x0C; } // secure messaging, header authenticated
    // InvalidInput when a length is out of range.
    [[nodiscard]] Result<QByteArray> encoded() const;
    // InvalidInput for anything that is not exactly one command.
    [[nodiscard]] static Result<CommandApdu> parse(QByteArrayView bytes);
};

} // namespace dd::nfc
