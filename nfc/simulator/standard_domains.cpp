#include "nfc/simulator/standard_domains.h"

#include <algorithm>
#include <iterator>

namespace dd::nfc::simulator {
namespace {

constexpr StandardDomain standardDomains[] = {
    {0, "DH-1024/160", "dh_1024_160", false},       {1, "DH-2048/224", "dh_2048_224", false},
    {2, "DH-2048/256", "dh_2048_256", false},       {8, "P-192", "prime192v1", true},
    {9, "brainpoolP192r1", "brainpoolP192r1", true}, {10, "P-224", "secp224r1", true},
    {11, "brainpoolP224r1", "brainpoolP224r1", true}, {12, "P-256", "prime256v1", true},
    {13, "brainpoolP256r1", "brainpoolP256r1", true}, {14, "brainpoolP320r1", "brainpoolP320r1", true},
    {15, "P-384", "secp384r1", true},                {16, "brainpoolP384r1", "brainpoolP384r1", true},
    {17, "brainpoolP512r1", "brainpoolP512r1", true}, {18, "P-521", "secp521r1", true},
};

template <typename Matches>
const StandardDomain *findStandardDomain(Matches &&matches)
{
    const auto *const found = std::find_if(std::begin(standardDomains), std::end(standardDomains), matches);
    return found == std::end(standardDomains) ? nullptr : found;
}

} // namespace

const StandardDomain *standardDomain(int parameterId)
{
    return findStandardDomain([=](const StandardDomain &domain) { return domain.parameterId == parameterId; });
}

const StandardDomain *standardDomain(QByteArrayView name)
{
    return findStandardDomain([=](const StandardDomain &domain) { return name == QByteArrayView(domain.name); });
}

} // namespace dd::nfc::simulator
