#include "core/codec/base45.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    const auto bytes = dd::base45::decode(input);
    if (bytes && dd::base45::encode(*bytes) != input)
        __builtin_trap();
    return 0;
}
