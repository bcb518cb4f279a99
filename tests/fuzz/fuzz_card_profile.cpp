#include "nfc/simulator/card_profile.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    (void)dd::nfc::parseCardProfile(QByteArrayView(data, static_cast<qsizetype>(size)));
    return 0;
}
