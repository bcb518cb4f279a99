#include "nfc/authentication/card_security.h"
#include "nfc/authentication/signed_data.h"
#include "nfc/lds/security_object.h"

#include <cstddef>
#include <cstdint>

// The first byte says what the rest is taken for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace dd::nfc;
    if (size == 0)
        return 0;
    static const CscaStore anchors;
    const QByteArrayView input(data + 1, static_cast<qsizetype>(size - 1));
    switch (data[0] & 0x03) {
    case 0:
        (void)verifySignedData(input, {QStringLiteral("SOD"), QByteArray::fromHex("678108010101"), {}});
        break;
    case 1:
        (void)verifySignedData(input, {QStringLiteral("master list"), QByteArray::fromHex("678108010102"), {}, false});
        break;
    case 2:
        (void)verifyCardSecurity(input, {}, anchors, 1'790'000'000);
        break;
    default:
        (void)parseLdsSecurityObject(input);
        (void)listedInSod(input);
    }
    return 0;
}
