// Points, numbers and whole keys of a chip, for every group there is. First byte: the group, or a SubjectPublicKeyInfo.
#include "nfc/secure_messaging/agreement_domain.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace dd;
using namespace dd::nfc;

namespace {

const QByteArray privateKey = QByteArray::fromHex("1234567890ABCDEF1234567890ABCDEF");
const QByteArray nonce = QByteArray::fromHex("3F00C4D39D153F2B2A214A078D899B22");

void agree(const AgreementDomain &domain, QByteArrayView peer)
{
    const bool lies = domain.checkPublicKey(peer).has_value();
    const Result<Secret> secret = domain.sharedSecret(privateKey, peer);
    if (secret && !lies)
        std::abort(); // agreed with a key that does not lie in the group
    const Result<AgreementDomain> mapped = domain.mapGeneric(nonce, privateKey, peer);
    if (!mapped)
        return;
    const Result<QByteArray> own = mapped->publicKeyOf(privateKey);
    if (!own || !mapped->checkPublicKey(*own))
        std::abort();
    (void)mapped->sharedSecret(privateKey, peer);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    constexpr int groups[] = {0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};
    constexpr std::size_t count = sizeof groups / sizeof groups[0];
    const QByteArrayView input(data + 1, static_cast<qsizetype>(size - 1));
    const std::size_t which = data[0] % (count + 2);
    if (which < count) {
        const AgreementDomain domain = *AgreementDomain::standardized(groups[which]);
        agree(domain, input);
        (void)domain.mapIntegrated(input);
        return 0;
    }
    const Result<AgreementKey> key = agreementKeyFrom(input, QStringLiteral("fuzz"));
    if (!key)
        return 0;
    if (!key->domain.checkPublicKey(key->publicKey))
        std::abort();
    agree(key->domain, key->publicKey);
    return 0;
}
