#include "nfc/lds/atr_info.h"
#include "nfc/lds/document_details.h"
#include "nfc/lds/lds_files.h"
#include "nfc/lds/security_infos.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    (void)dd::nfc::parseAtrInfo(input);
    (void)dd::nfc::parseCardAccess(input);
    (void)dd::nfc::parseCom(input);
    (void)dd::nfc::parseDg1(input);
    (void)dd::nfc::parseDg2(input);
    (void)dd::nfc::parseDg11(input);
    (void)dd::nfc::parseDg12(input);
    (void)dd::nfc::parseDg13(input);
    (void)dd::nfc::parseDg14(input);
    return 0;
}
