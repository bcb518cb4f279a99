#include "nfc/secure_messaging/card_link.h"

#include "core/base/log.h"

namespace dd::nfc {
namespace {

constexpr int shortCommandLimit = 261; // header, Lc, 255 bytes, Le
constexpr int shortResponseLimit = 258;
constexpr int extendedResponseLimit = 65538;
constexpr auto doubtStage = "send sequence counter after a naked status word";

} // namespace

Result<QByteArray> CardLink::forward(QByteArrayView command)
{
    Result<QByteArray> raw = m_channel.transceive(command);
    if (raw && raw->size() >= 2)
        return raw;
    if (raw)
        return fail(ErrorCode::CardLost, QStringLiteral("transceive"), QStringLiteral("empty answer"));
    // Whatever a transport calls it, an exchange without an answer is a card that went away; only a stop on
    // purpose and a vanished reader are something else. It is never a wrong access key.
    const ErrorCode code = raw.error().code;
    if (code == ErrorCode::CardLost || code == ErrorCode::Cancelled || code == ErrorCode::ReaderUnavailable)
        return raw;
    return fail(ErrorCode::CardLost, QStringLiteral("transceive"), errorId(code));
}

Result<SecureSession::Answer> CardLink::exchange(const CommandApdu &plain)
{
    CommandApdu outgoing = plain;
    if (m_session) {
        Result<CommandApdu> secured = m_session->protectCommand(plain);
        if (!secured)
            return fail(secured.error());
        outgoing = std::move(*secured);
    }
    const Result<QByteArray> bytes = outgoing.encoded();
    if (!bytes)
        return fail(bytes.error());
    const Result<QByteArray> raw = forward(*bytes);
    if (!raw)
        return fail(raw.error());
    Result<ResponseApdu> outer = ResponseApdu::parse(*raw);
    if (!outer)
        return fail(outer.error());
    qCDebug(logNfc).noquote() << QStringLiteral("INS %1 Lc %2 Le %3 sent %4 received %5 SW %6%7")
                                     .arg(plain.ins, 2, 16, QLatin1Char('0'))
                                     .arg(plain.data.size())
                                     .arg(plain.expected)
                                     .arg(bytes->size())
                                     .arg(raw->size())
                                     .arg(statusText(outer->status), m_session ? QStringLiteral(" SM") : QString());
    if (!m_session)
        return SecureSession::Answer{std::move(*outer), false};
    return m_session->unprotectResponse(*raw);
}

Result<ResponseApdu> CardLink::transmit(const CommandApdu &plain)
{
    Result<SecureSession::Answer> answer = exchange(plain);
    if (!m_session)
        return answer ? Result<ResponseApdu>(std::move(answer->response)) : fail(answer.error());
    const QString stage = m_nakedRefusal ? QLatin1String(doubtStage) : QStringLiteral("secure messaging");
    if (!answer)
        return answer.error().code == ErrorCode::SecureMessagingBroken ? fail(ErrorCode::SecureMessagingBroken, stage, answer.error().detail)
                                                                       : fail(answer.error());
    const quint16 status = answer->response.status;
    const bool dropped = status == sw::secureMessagingMissing || status == sw::secureMessagingWrong || status == 0x6882;
    if (!answer->isProtected && dropped)
        return fail(ErrorCode::SecureMessagingBroken, stage, statusText(status));
    m_nakedRefusal = !answer->isProtected;
    return std::move(answer->response);
}

int CardLink::maxShortRead() const
{
    return m_session ? SecureSession::maxPlainData(shortResponseLimit, m_session->suite()) : CommandApdu::maxShortExpected;
}

int CardLink::maxExtendedRead() const
{
    const int limit = m_channel.maxCommandLength();
    if (limit <= shortCommandLimit)
        return 0;
    // Readers bound both directions alike.
    const int room = qMin(qMin(limit, extendedResponseLimit), m_maxResponse);
    return m_session ? SecureSession::maxPlainData(room, m_session->suite()) : qMin(room - 2, 65536);
}

bool isCounterInDoubt(const Error &error)
{
    return error.code == ErrorCode::SecureMessagingBroken && error.stage == QLatin1String(doubtStage);
}

bool CardLink::fits(const CommandApdu &plain) const
{
    const bool wide = plain.needsExtended();
    qsizetype data = plain.data.size();
    bool expects = plain.expected > 0;
    if (m_session) {
        data = SecureSession::protectedSize(plain, m_session->suite());
        expects = true;
    }
    const bool extended = wide || data > CommandApdu::maxShortData;
    const qsizetype size = 4 + (data > 0 ? (extended ? 3 : 1) + data : extended ? 1 : 0) + (expects ? (extended ? 2 : 1) : 0);
    return data <= 0xFFFF && size <= m_channel.maxCommandLength();
}

} // namespace dd::nfc
