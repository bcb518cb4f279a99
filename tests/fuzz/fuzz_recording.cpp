#include "nfc/replay/recording.h"

#include <cstddef>
#include <cstdint>

// What is accepted can be written and read again, and is the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto read = dd::nfc::parseRecording(QByteArrayView(data, static_cast<qsizetype>(size)));
    if (read && dd::nfc::parseRecording(dd::nfc::encodeRecording(*read)) != *read)
        __builtin_trap();
    return 0;
}
