#include "nfc/authentication/remote_chip_authentication.h"

#include <cstddef>
#include <cstdint>

using namespace dd;
using namespace dd::nfc;

namespace {

class ConstantRandom final : public Random
{
public:
    void fill(unsigned char *data, std::size_t size) override { std::fill_n(data, size, static_cast<unsigned char>(0x11)); }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    ConstantRandom random;
    const Result<RemoteChipStart> start = startRemoteChipAuthentication(input, random);
    // The same bytes as an answer and as a state, none of which anybody vouches for.
    if (start)
        (void)checkRemoteChipAuthentication(start->state.view(), input, input, input);
    (void)checkRemoteChipAuthentication(input.first(qMin<qsizetype>(input.size(), 66)), input, input, input);
    return 0;
}
