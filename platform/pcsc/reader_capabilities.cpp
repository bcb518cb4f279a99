#include "platform/pcsc/reader_capabilities.h"

#include <QtEndian>
#include <reader.h>

namespace dd::platform::pcsc {
namespace {

quint8 byteAt(QByteArrayView bytes, qsizetype at)
{
    return static_cast<quint8>(bytes[at]);
}

} // namespace

std::optional<int> statedCommandLength(QByteArrayView properties)
{
    constexpr int longestShortData = 256;
    constexpr int extendedOverhead = 4 + 3 + 2;
    for (qsizetype at = 0; at + 2 <= properties.size() && at + 2 + byteAt(properties, at + 1) <= properties.size(); at += 2 + byteAt(properties, at + 1)) {
        const int size = byteAt(properties, at + 1);
        if (byteAt(properties, at) != PCSCv2_PART10_PROPERTY_dwMaxAPDUDataSize || size == 0 || size > 4)
            continue;
        quint32 longest = 0; // little-endian, unlike the feature codes
        for (int byte = size; byte-- > 0;)
            longest = longest << 8 | byteAt(properties, at + 2 + byte);
        return longest > longestShortData ? int(qMin<quint32>(longest, 65535)) + extendedOverhead : shortCommandLength;
    }
    return std::nullopt;
}

quint32 propertiesControlCode(QByteArrayView features)
{
    for (qsizetype at = 0; at + 6 <= features.size() && byteAt(features, at + 1) == 4; at += 6) {
        if (byteAt(features, at) == FEATURE_GET_TLV_PROPERTIES)
            return qFromBigEndian<quint32>(features.data() + at + 2);
    }
    return 0;
}

std::optional<int> commandLengthOf(SCARDHANDLE card)
{
    BYTE answer[256] = {};
    DWORD size = 0;
    if (SCardControl(card, CM_IOCTL_GET_FEATURE_REQUEST, nullptr, 0, answer, sizeof answer, &size) != SCARD_S_SUCCESS)
        return std::nullopt;
    const auto received = [&] { return QByteArrayView(reinterpret_cast<const char *>(answer), static_cast<qsizetype>(size)); };
    const quint32 code = propertiesControlCode(received());
    if (code == 0 || SCardControl(card, code, nullptr, 0, answer, sizeof answer, &size) != SCARD_S_SUCCESS)
        return std::nullopt;
    return statedCommandLength(received());
}

} // namespace dd::platform::pcsc
