// Protected answers and commands from the other side. First byte: the cipher, and whether the checksum is made right over whatever the
// objects are, so that what stands behind it is reached too.
#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/block_cipher.h"
#include "nfc/secure_messaging/session.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace dd;
using namespace dd::nfc;

namespace {

const QByteArray encryptionKey(32, '\x11');
const QByteArray macKey(32, '\x22');

SecureSession sessionOf(CipherSuite suite)
{
    const qsizetype size = keySize(suite);
    return {Secret::copyOf(encryptionKey.first(size)), Secret::copyOf(macKey.first(size)), suite};
}

QByteArray withChecksum(const SecureSession &session, const QByteArray &objects)
{
    const CipherSuite suite = session.suite();
    QByteArray counter(blockSize(suite), '\0');
    counter.back() = '\x01';
    const QByteArray padded = isoPad(counter + objects, blockSize(suite));
    const Result<QByteArray> checksum = macOfPadded(suite, QByteArrayView(macKey).first(keySize(suite)), padded);
    return objects + tlv::encode(0x8E, *checksum);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    constexpr CipherSuite suites[] = {CipherSuite::TripleDes, CipherSuite::Aes128, CipherSuite::Aes192, CipherSuite::Aes256};
    const CipherSuite suite = suites[data[0] % 4];
    const QByteArray input(reinterpret_cast<const char *>(data + 1), static_cast<qsizetype>(size - 1));

    SecureSession terminal = sessionOf(suite);
    const bool forged = (data[0] & 4) == 0;
    const QByteArray raw = forged ? withChecksum(terminal, input) + QByteArray::fromHex("9000") : input;
    const Result<SecureSession::Answer> answer = terminal.unprotectResponse(raw);
    // A naked status word is no claim of the chip and carries nothing; nobody without the key makes more than that.
    if (answer && !answer->isProtected && (!answer->response.data.isEmpty() || answer->response.isSuccess()))
        std::abort();
    if (answer && answer->isProtected && !forged)
        std::abort();

    SecureSession chip = sessionOf(suite);
    if (const Result<CommandApdu> command = CommandApdu::parse(input); command && command->isSecure() && chip.unprotectCommand(*command))
        std::abort();
    return 0;
}
