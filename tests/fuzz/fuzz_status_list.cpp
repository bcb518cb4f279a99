// Whole tokens, and what stands behind a signature that held: payloads under our profile and under the draft's looser one.
#include "core/trust/status_list.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace dd::trust;
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    const QList<dd::crypto::PublicKey> keys(1); // nobody's
    const dd::Result<QByteArray> uri = claimedStatusUri(input);
    (void)openStatusList(input, uri ? *uri : QByteArray(), keys);
    StatusPolicy draft;
    draft.sorted = false;
    draft.keyIdUnprotected = true;
    (void)openStatusList(input, {}, keys, draft);
    for (const StatusPolicy &policy : {StatusPolicy(), draft}) {
        const dd::Result<StatusList> list = readStatusPayload(input, policy);
        if (!list)
            continue;
        if (list->bitmap.size() > policy.mostInflated || !list->at(0) || !list->at(list->size() - 1) || list->at(list->size()))
            __builtin_trap();
    }
    return 0;
}
