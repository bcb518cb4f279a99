#include "nfc/lds/face_pixels.h"
#include "nfc/lds/face_record.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    (void)dd::nfc::parseFaceRecord(input);
    (void)dd::nfc::parseFaceImageDataBlock(input);
    (void)dd::nfc::decodeJpeg2000(input);
    return 0;
}
