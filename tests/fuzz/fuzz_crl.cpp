#include "nfc/authentication/csca_store.h"
#include "nfc/authentication/revocation.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    if (const dd::Result<dd::nfc::RevocationList> list = dd::nfc::RevocationList::parse(input)) {
        (void)list->isRevoked(input.last(qMin<qsizetype>(3, input.size())));
        (void)list->isNewerThan(*list);
    }
    dd::nfc::CscaStore store;
    (void)store.addCrl(input); // as PEM too
    return 0;
}
