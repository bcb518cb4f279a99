#include "nfc/authentication/passive.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    static const dd::nfc::CscaStore anchors;
    (void)dd::nfc::passiveAuthentication({{dd::nfc::FileId::Sod, input.toByteArray()}}, anchors, 1'790'000'000);
    return 0;
}
