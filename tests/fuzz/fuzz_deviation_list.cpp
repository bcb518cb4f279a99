#include "nfc/authentication/certificate.h"
#include "nfc/authentication/deviation_list.h"

#include <cstddef>
#include <cstdint>

namespace {

// A document signer of Utopia, whose documents the lists are asked about.
const char *const signerInHex =
    "308201A73082014EA003020102020164300A06082A8648CE3D040302302D310B3009060355040613025554310F300D060355040A130655746F706961"
    "310D300B0603550403130443534341301E170D3235303932313134313332305A170D3335303931393134313332305A303A310B300906035504061302"
    "5554310F300D060355040A130655746F706961311A301806035504031311446F63756D656E74205369676E657220313059301306072A8648CE3D0201"
    "06082A8648CE3D030107034200041AF50243F35506B1996E091A740C953A5C294AACCDB044EDD536E7B8455486C99AD5A3E678151BE0AD3E61FE45C9"
    "1C2FD417242501D55FB06055B4A1352BA107A3523050300E0603551D0F0101FF040403020780301D0603551D0E0416041447DDE2DD43AFFDC5F502AA"
    "16BEC23ED7BF381236301F0603551D230418301680146231DD18DED9079BDF49B7631EBF5AA0DD9D0034300A06082A8648CE3D040302034700304402"
    "205F26BE8410B65063A6936CD04994B311CEE692BA53876F006826CAAF2FBA3F6C022011A49215657F6DD5731407683059B182E0D3B59D8B44A4ACBF"
    "E393F91383E161";

} // namespace

// The first byte says what the rest is taken for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace dd::nfc;
    if (size == 0)
        return 0;
    static const ossl::Certificate signer = certificateFromDer(QByteArray::fromHex(signerInHex));
    const QByteArrayView input(data + 1, static_cast<qsizetype>(size - 1));
    if ((data[0] & 0x03) == 0) {
        (void)openDeviationList(input);
        return 0;
    }
    const auto kind = (data[0] & 0x03) == 1 ? DeviationList::Kind::Deviations : DeviationList::Kind::Defects;
    const dd::Result<DeviationList> list = DeviationList::parse(kind, input.toByteArray(), EVP_sha256(), QStringLiteral("UT"));
    if (list) {
        (void)list->deviationsFor(signer.get());
        (void)list->deviationsFor({signer.get(), QStringLiteral("BB0000001"), QStringLiteral("P"), 1'790'000'000});
    }
    return 0;
}
