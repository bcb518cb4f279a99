#include "nfc/authentication/master_list.h"

#include <cstddef>
#include <cstdint>

// The first byte says what the rest is taken for: a signed list, or the content of one whose signature held.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace dd::nfc;
    if (size == 0)
        return 0;
    const QByteArrayView input(data + 1, static_cast<qsizetype>(size - 1));
    CscaStore store;
    if ((data[0] & 0x01) == 0) {
        (void)importMasterList(input, {}, store, true);
        return 0;
    }
    const dd::Result<QList<QByteArrayView>> listed = listedCertificates(input);
    for (qsizetype i = 0; listed && i < qMin<qsizetype>(listed->size(), 16); ++i)
        (void)store.add(listed->at(i), {}, true);
    return 0;
}
