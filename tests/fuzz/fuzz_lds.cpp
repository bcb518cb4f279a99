#include "nfc/lds/lds_files.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    (void)dd::nfc::parseCom(input);
    (void)dd::nfc::parseDg1(input);
    (void)dd::nfc::parseDg2(input);
    (void)dd::nfc::parseDg13(input);
    return 0;
}
