#include "core/codec/cbor.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    // What the strict reader accepts is exactly what the encoder writes.
    const auto value = dd::cbor::decode(input);
    if (value && dd::cbor::encode(*value) != input)
        __builtin_trap();
    return 0;
}
