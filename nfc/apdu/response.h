// Response APDUs (ISO/IEC 7816-4 §5.1): data, then the status word SW1 SW2.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <optional>

namespace dd::nfc {

namespace sw {
inline constexpr quint16 success = 0x9000;
inline constexpr quint16 endOfFile = 0x6282;
inline constexpr quint16 authenticationFailed = 0x6300;
inline constexpr quint16 wrongLength = 0x6700;
inline constexpr quint16 securityStatusNotSatisfied = 0x6982;
inline constexpr quint16 authenticationBlocked = 0x6983;
inline constexpr quint16 conditionsNotSatisfied = 0x6985;
inline constexpr quint16 secureMessagingMissing = 0x6987;
inline constexpr quint16 secureMessagingWrong = 0x6988;
inline constexpr quint16 incorrectData = 0x6A80;
inline constexpr quint16 functionNotSupported = 0x6A81;
inline constexpr quint16 fileNotFound = 0x6A82;
inline constexpr quint16 incorrectParameters = 0x6A86;
inline constexpr quint16 inconsistentLength = 0x6A87;
inline constexpr quint16 referencedDataNotFound = 0x6A88;
inline constexpr quint16 offsetOutsideFile = 0x6B00;
inline constexpr quint16 instructionNotSupported = 0x6D00;
inline constexpr quint16 classNotSupported = 0x6E00;

// 6700, and 6Cxx with the length that would do.
[[nodiscard]] constexpr bool isAboutLength(quint16 status) { return status == wrongLength || (status >> 8) == 0x6C; }
} // namespace sw

struct ResponseApdu
{
    QByteArray data;
    quint16 status = 0;

    [[nodiscard]] bool isSuccess() const { return status == sw::success; }
    // SW 63Cx: x tries are left.
    [[nodiscard]] std::optional<int> triesLeft() const;
    [[nodiscard]] QByteArray encoded() const;
    // A response without a status word is SecureMessagingBroken: no card sends one, a broken link does.
    [[nodiscard]] static Result<ResponseApdu> parse(QByteArrayView bytes);
};

// "6A82"; what the log and an error's detail may say about an answer.
[[nodiscard]] QString statusText(quint16 status);

} // namespace dd::nfc
