// What a reader says about itself (PC/SC part 10).
#pragma once

#include <QByteArrayView>
#include <optional>
#include <winscard.h>

namespace dd::platform::pcsc {

inline constexpr int shortCommandLength = 261;
inline constexpr int extendedCommandLength = 65544;

// §2.6.14, dwMaxAPDUDataSize among the TLV properties: the longest command APDU. Nothing where it is not stated, which is no
// refusal: most drivers, vpcd's among them, state none and pass on what they are given.
[[nodiscard]] std::optional<int> statedCommandLength(QByteArrayView properties);
// Where the TLV properties are to be had, in an answer to CM_IOCTL_GET_FEATURE_REQUEST (§2.2); 0 for nowhere.
[[nodiscard]] quint32 propertiesControlCode(QByteArrayView features);

[[nodiscard]] std::optional<int> commandLengthOf(SCARDHANDLE card);

} // namespace dd::platform::pcsc
