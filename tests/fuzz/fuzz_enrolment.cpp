#include "core/credential/copies.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    (void)dd::credential::decodeEnrolChip(input);
    (void)dd::credential::decodeEnrolChipChallenge(input);
    (void)dd::credential::decodeEnrolFinish(input);
    (void)dd::credential::decodeRefreshRequest(input);
    (void)dd::credential::decodePassRequest(input);
    (void)dd::credential::decodeCopiesRequest(input);
    (void)dd::credential::decodeStayNotification(input);
    (void)dd::credential::holderThumbprint(input);
    return 0;
}
