#include "nfc/apdu/response.h"

namespace dd::nfc {

std::optional<int> ResponseApdu::triesLeft() const
{
    if ((status & 0xFFF0) != 0x63C0)
        return std::nullopt;
    return status & 0x000F;
}

QByteArray ResponseApdu::encoded() const
{
    QByteArray out = data;
    out.append(static_cast<char>(status >> 8));
    out.append(static_cast<char>(status & 0xFF));
    return out;
}

Result<ResponseApdu> ResponseApdu::parse(QByteArrayView bytes)
{
    if (bytes.size() < 2)
        return fail(ErrorCode::SecureMessagingBroken, QStringLiteral("response APDU"), QStringLiteral("no status word"));
    const auto high = static_cast<quint8>(bytes[bytes.size() - 2]);
    const auto low = static_cast<quint8>(bytes[bytes.size() - 1]);
    return ResponseApdu{bytes.chopped(2).toByteArray(), static_cast<quint16>(high << 8 | low)};
}

QString statusText(quint16 status)
{
    return QStringLiteral("%1").arg(status, 4, 16, QLatin1Char('0')).toUpper();
}

} // namespace dd::nfc
