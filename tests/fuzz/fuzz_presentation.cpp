#include "core/trust/verifier.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    // Nothing is trusted here, so nothing may ever be valid.
    const dd::FixedClock clock(1'790'000'000);
    dd::trust::MemoryReplayCache cache(clock);
    dd::trust::Verifier verifier(nullptr, cache, clock);
    if (verifier.verify(QString::fromLatin1(input)).overall == dd::trust::Overall::Valid)
        __builtin_trap();
    return 0;
}
