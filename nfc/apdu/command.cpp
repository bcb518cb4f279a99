#include "nfc/apdu/command.h"

namespace dd::nfc {
namespace {

constexpr int maxExtendedData = 65535;
constexpr int maxExtendedExpected = 65536;

void appendUint16(QByteArray &out, int value)
{
    out.append(static_cast<char>((value >> 8) & 0xFF));
    out.append(static_cast<char>(value & 0xFF));
}

int byteAt(QByteArrayView bytes, qsizetype index)
{
    return static_cast<quint8>(bytes[index]);
}

int uint16At(QByteArrayView bytes, qsizetype index)
{
    return byteAt(bytes, index) << 8 | byteAt(bytes, index + 1);
}

} // namespace

Result<QByteArray> CommandApdu::encoded() const
{
    if (data.size() > maxExtendedData || expected < 0 || expected > maxExtendedExpected)
        return fail(ErrorCode::InvalidInput, QStringLiteral("command APDU"), QStringLiteral("length out of range"));
    QByteArray out;
    out.reserve(data.size() + 9);
    for (const quint8 byte : {cla, ins, p1, p2})
        out.append(static_cast<char>(byte));
    // 256 and 65536 wrap to zero, which is how the standard writes "as much as there is".
    if (!needsExtended()) {
        if (!data.isEmpty()) {
            out.append(static_cast<char>(data.size()));
            out.append(data);
        }
        if (expected > 0)
            out.append(static_cast<char>(expected & 0xFF));
        return out;
    }
    if (!data.isEmpty() || expected > 0)
        out.append('\0');
    if (!data.isEmpty()) {
        appendUint16(out, static_cast<int>(data.size()));
        out.append(data);
    }
    if (expected > 0)
        appendUint16(out, expected);
    return out;
}

Result<CommandApdu> CommandApdu::parse(QByteArrayView bytes)
{
    const auto malformed = [](const char *why) { return fail(ErrorCode::InvalidInput, QStringLiteral("command APDU"), QLatin1String(why)); };
    if (bytes.size() < 4)
        return malformed("shorter than a header");
    CommandApdu command;
    command.cla = static_cast<quint8>(bytes[0]);
    command.ins = static_cast<quint8>(bytes[1]);
    command.p1 = static_cast<quint8>(bytes[2]);
    command.p2 = static_cast<quint8>(bytes[3]);
    const QByteArrayView body = bytes.sliced(4);
    if (body.isEmpty())
        return command;
    const int first = byteAt(body, 0);
    if (body.size() == 1) {
        command.expected = first == 0 ? maxShortExpected : first;
        return command;
    }
    if (first != 0) { // short Lc
        const qsizetype rest = body.size() - 1 - first;
        if (rest < 0 || rest > 1)
            return malformed("Lc does not match");
        command.data = body.sliced(1, first).toByteArray();
        if (rest == 1)
            command.expected = byteAt(body, body.size() - 1) == 0 ? maxShortExpected : byteAt(body, body.size() - 1);
        return command;
    }
    command.extended = true;
    if (body.size() < 3)
        return malformed("extended length cut short");
    const int length = uint16At(body, 1);
    if (body.size() == 3) {
        command.expected = length == 0 ? maxExtendedExpected : length;
        return command;
    }
    const qsizetype rest = body.size() - 3 - length;
    if (length == 0 || (rest != 0 && rest != 2))
        return malformed("extended Lc does not match");
    command.data = body.sliced(3, length).toByteArray();
    if (rest == 2) {
        const int expected = uint16At(body, body.size() - 2);
        command.expected = expected == 0 ? maxExtendedExpected : expected;
    }
    return command;
}

} // namespace dd::nfc
