#include "nfc/authentication/active.h"
#include "nfc/authentication/iso9796.h"

#include <cstddef>
#include <cstdint>

// The first byte says what the rest is taken for: a recovered block; length and bytes of DG15, then the chip's answer (the DG14
// beside it naming no algorithm, a plain one, or one of ANSI X9.62); or DG14.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace dd::nfc;
    if (size < 3)
        return 0;
    const QByteArray challenge = QByteArray::fromHex("0102030405060708");
    static const QByteArray dg14[] = {QByteArray(), QByteArray::fromHex("6E1B311930170606678108010105020101060A04007F00070101040103"),
                                      QByteArray::fromHex("6E193117301506066781080101050201010608" "2A8648CE3D040302")};
    const QByteArrayView input(data + 1, static_cast<qsizetype>(size - 1));
    switch (data[0] & 0x07) {
    case 0:
        (void)checkRecoverableMessage(input, challenge);
        break;
    case 1:
    case 2:
    case 3: {
        const qsizetype length = qMin<qsizetype>(data[1] * 256 + data[2], input.size() - 2);
        (void)verifyActiveAuthentication(input.sliced(2, length), dg14[(data[0] & 0x07) - 1], challenge, input.sliced(2 + length));
        (void)activeAuthenticationResponseSize(input.sliced(2, length));
        break;
    }
    default: {
        static const QByteArray dg15 = QByteArray::fromHex(
            "6F5C305A301406072A8648CE3D020106092B240303020801010703420004468058B2C66D1602D057E2AB973B207982E116920D74503CA57EEECE70B0513B"
            "274F57B3A87BC533CE343EEB448C4F3237B62003423854B3B44FF2A6FDC744B4");
        (void)verifyActiveAuthentication(dg15, input, challenge, QByteArray(64, '\x11'));
    }
    }
    return 0;
}
