#include "nfc/secure_messaging/session.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/block_cipher.h"

namespace dd::nfc {
namespace {

constexpr quint32 doPlainCryptogram = 0x85;    // odd instructions: no padding indicator
constexpr quint32 doPaddedCryptogram = 0x87;   // padding indicator 01, then the cryptogram
constexpr quint32 doExpectedLength = 0x97;
constexpr quint32 doProcessingStatus = 0x99;
constexpr quint32 doChecksum = 0x8E;
constexpr qsizetype checksumSize = 8;

std::unexpected<Error> broken(const char *why)
{
    return fail(ErrorCode::SecureMessagingBroken, QStringLiteral("secure messaging"), QLatin1String(why));
}

QByteArray maskedHeader(const CommandApdu &command, qsizetype blockSize)
{
    QByteArray header;
    for (const quint8 byte : {command.cla, command.ins, command.p1, command.p2})
        header.append(static_cast<char>(byte));
    return isoPad(header, blockSize);
}

bool isOdd(quint8 instruction)
{
    return (instruction & 1) != 0;
}

Result<QByteArrayView> cryptogramOf(const tlv::Element &object, qsizetype blockSize)
{
    QByteArrayView cipher = object.value;
    if (object.tag == doPaddedCryptogram) {
        if (cipher.isEmpty() || cipher[0] != '\x01')
            return broken("padding indicator");
        cipher = cipher.sliced(1);
    }
    if (cipher.isEmpty() || cipher.size() % blockSize != 0)
        return broken("cryptogram length");
    return cipher;
}

QByteArray cryptogramObject(bool oddInstruction, const QByteArray &cipher)
{
    return oddInstruction ? tlv::encode(doPlainCryptogram, cipher) : tlv::encode(doPaddedCryptogram, {QByteArray(1, '\x01'), cipher});
}

// Le inside DO'97' is as wide as the plain command's would have been (9303-11 §9.8.4).
QByteArray expectedLengthObject(int expected, bool wide)
{
    QByteArray value;
    if (wide)
        value.append(static_cast<char>((expected >> 8) & 0xFF));
    value.append(static_cast<char>(expected & 0xFF));
    return tlv::encode(doExpectedLength, value);
}

Result<int> expectedLengthOf(QByteArrayView value)
{
    if (value.size() == 1)
        return value[0] == '\0' ? CommandApdu::maxShortExpected : static_cast<quint8>(value[0]);
    if (value.size() != 2)
        return broken("DO'97' length");
    const int expected = static_cast<quint8>(value[0]) << 8 | static_cast<quint8>(value[1]);
    return expected == 0 ? 65536 : expected;
}

} // namespace

SecureSession::SecureSession(Secret encryptionKey, Secret macKey, CipherSuite suite, QByteArray counter)
    : m_encryptionKey(std::move(encryptionKey)),
      m_macKey(std::move(macKey)),
      m_counter(counter.isEmpty() ? QByteArray(blockSize(suite), '\0') : std::move(counter)),
      m_suite(suite)
{
}

void SecureSession::advance()
{
    for (qsizetype i = m_counter.size() - 1; i >= 0; --i) {
        m_counter[i] = static_cast<char>(static_cast<quint8>(m_counter.at(i)) + 1);
        if (m_counter.at(i) != '\0')
            return;
    }
}

// 3DES always starts from zero (§9.8.6.1), AES from E(KSenc, SSC) (§9.8.6.2).
Result<QByteArray> SecureSession::iv() const
{
    const QByteArray zero(block(), '\0');
    return m_suite == CipherSuite::TripleDes ? zero : aesCbcEncrypt(m_encryptionKey.view(), zero, m_counter);
}

Result<QByteArray> SecureSession::mac(QByteArrayView authenticated) const
{
    return macOfPadded(m_suite, m_macKey.view(), isoPad(m_counter + authenticated.toByteArray(), block()));
}

Result<QByteArray> SecureSession::encrypted(QByteArrayView plain) const
{
    const Result<QByteArray> vector = iv();
    return vector ? cbcEncrypt(m_suite, m_encryptionKey.view(), *vector, isoPad(plain, block())) : vector;
}

Result<QByteArray> SecureSession::decrypted(QByteArrayView cipher) const
{
    const Result<QByteArray> vector = iv();
    if (!vector)
        return vector;
    const Result<QByteArray> padded = cbcDecrypt(m_suite, m_encryptionKey.view(), *vector, cipher);
    return padded ? isoUnpad(*padded, block()) : padded;
}

Result<CommandApdu> SecureSession::protectCommand(const CommandApdu &plain)
{
    advance();
    CommandApdu secured = plain;
    secured.cla = static_cast<quint8>(plain.cla | 0x0C);
    QByteArray objects;
    if (!plain.data.isEmpty()) {
        const Result<QByteArray> cipher = encrypted(plain.data);
        if (!cipher)
            return fail(cipher.error());
        objects.append(cryptogramObject(isOdd(plain.ins), *cipher));
    }
    if (plain.expected > 0)
        objects.append(expectedLengthObject(plain.expected, plain.needsExtended()));
    const Result<QByteArray> checksum = mac(maskedHeader(secured, block()) + objects);
    if (!checksum)
        return fail(checksum.error());
    secured.data = objects + tlv::encode(doChecksum, *checksum);
    secured.extended = plain.needsExtended() || secured.data.size() > CommandApdu::maxShortData;
    secured.expected = secured.extended ? 65536 : CommandApdu::maxShortExpected;
    return secured;
}

Result<SecureSession::Answer> SecureSession::unprotectResponse(QByteArrayView raw)
{
    const Result<ResponseApdu> outer = ResponseApdu::parse(raw);
    if (!outer)
        return fail(outer.error());
    if (outer->data.isEmpty()) {
        if (outer->isSuccess())
            return broken("naked success");
        return Answer{*outer, false};
    }
    advance();
    tlv::Reader reader(outer->data);
    std::optional<tlv::Element> cryptogram;
    if (const std::optional<quint32> tag = reader.peekTag(); tag == doPlainCryptogram || tag == doPaddedCryptogram) {
        const Result<tlv::Element> element = reader.next();
        if (!element)
            return broken("objects malformed");
        cryptogram = *element;
    }
    const Result<tlv::Element> status = reader.next(doProcessingStatus);
    if (!status || status->value.size() != 2)
        return broken("DO'99' missing");
    const Result<tlv::Element> checksum = reader.next(doChecksum);
    if (!checksum || checksum->value.size() != checksumSize || !reader.atEnd())
        return broken("DO'8E' missing");
    const Result<QByteArray> expected = mac(QByteArrayView(outer->data).chopped(checksum->encoded.size()));
    if (!expected)
        return fail(expected.error());
    if (!constantTimeEqual(*expected, checksum->value))
        return broken("wrong MAC");
    ResponseApdu inner;
    inner.status = static_cast<quint16>(static_cast<quint8>(status->value[0]) << 8 | static_cast<quint8>(status->value[1]));
    if (inner.status != outer->status)
        return broken("status words disagree");
    if (cryptogram) {
        const Result<QByteArrayView> cipher = cryptogramOf(*cryptogram, block());
        if (!cipher)
            return fail(cipher.error());
        Result<QByteArray> plain = decrypted(*cipher);
        if (!plain)
            return fail(plain.error());
        inner.data = std::move(*plain);
    }
    return Answer{std::move(inner), true};
}

Result<CommandApdu> SecureSession::unprotectCommand(const CommandApdu &secured)
{
    if (!secured.isSecure())
        return broken("6987");
    advance();
    CommandApdu plain = secured;
    plain.cla = static_cast<quint8>(secured.cla & ~0x0C);
    plain.data.clear();
    plain.expected = 0;
    tlv::Reader reader(secured.data);
    std::optional<tlv::Element> cryptogram;
    if (const std::optional<quint32> tag = reader.peekTag(); tag == doPlainCryptogram || tag == doPaddedCryptogram) {
        const Result<tlv::Element> element = reader.next();
        if (!element)
            return broken("6988");
        cryptogram = *element;
    }
    if (reader.peekTag() == doExpectedLength) {
        const Result<tlv::Element> element = reader.next();
        const Result<int> expected = element ? expectedLengthOf(element->value) : fail(element.error());
        if (!expected)
            return broken("6988");
        plain.expected = *expected;
    }
    if (reader.atEnd())
        return broken("6987");
    const Result<tlv::Element> checksum = reader.next(doChecksum);
    if (!checksum || checksum->value.size() != checksumSize || !reader.atEnd())
        return broken("6988");
    const Result<QByteArray> computed = mac(maskedHeader(secured, block()) + QByteArrayView(secured.data).chopped(checksum->encoded.size()).toByteArray());
    if (!computed)
        return fail(computed.error());
    if (!constantTimeEqual(*computed, checksum->value))
        return broken("6988");
    if (cryptogram) {
        const Result<QByteArrayView> cipher = cryptogramOf(*cryptogram, block());
        const Result<QByteArray> data = cipher ? decrypted(*cipher) : fail(cipher.error());
        if (!data)
            return broken("6988");
        plain.data = *data;
    }
    return plain;
}

Result<ResponseApdu> SecureSession::protectResponse(const ResponseApdu &plain, bool oddInstruction)
{
    advance();
    QByteArray objects;
    if (!plain.data.isEmpty()) {
        const Result<QByteArray> cipher = encrypted(plain.data);
        if (!cipher)
            return fail(cipher.error());
        objects.append(cryptogramObject(oddInstruction, *cipher));
    }
    QByteArray status;
    status.append(static_cast<char>(plain.status >> 8)).append(static_cast<char>(plain.status & 0xFF));
    objects.append(tlv::encode(doProcessingStatus, status));
    const Result<QByteArray> checksum = mac(objects);
    if (!checksum)
        return fail(checksum.error());
    return ResponseApdu{objects + tlv::encode(doChecksum, *checksum), plain.status};
}

int SecureSession::maxPlainData(int maxResponse, CipherSuite suite)
{
    constexpr int fixed = 4 + 10 + 2 + 1; // DO'99', DO'8E', SW, padding indicator
    const auto block = static_cast<int>(blockSize(suite));
    const int room = maxResponse - fixed;
    for (int blocks = room / block; blocks > 0; --blocks) {
        const int value = blocks * block + 1;
        const int head = value < 0x80 ? 2 : value <= 0xFF ? 3 : value <= 0xFFFF ? 4 : 5;
        if (blocks * block + head <= room)
            return blocks * block - 1; // at least one byte of padding
    }
    return 0;
}

qsizetype SecureSession::protectedSize(const CommandApdu &plain, CipherSuite suite)
{
    qsizetype size = 2 + checksumSize;
    if (!plain.data.isEmpty()) {
        const qsizetype block = blockSize(suite);
        const QByteArray cipher((plain.data.size() / block + 1) * block, '\0');
        size += cryptogramObject(isOdd(plain.ins), cipher).size();
    }
    if (plain.expected > 0)
        size += expectedLengthObject(plain.expected, plain.needsExtended()).size();
    return size;
}

} // namespace dd::nfc
