#include "platform/pcsc/pcsc_channel.h"

#include "platform/pcsc/exchange_thread.h"
#include "platform/pcsc/pcsc_t0.h"
#include "platform/pcsc/reader_capabilities.h"

#include <winscard.h>

namespace dd::platform::pcsc {
namespace {

constexpr auto connectStage = "connecting to the card";
constexpr auto exchangeStage = "exchange with the card";

std::unexpected<Error> pcscFailed(LONG status, const char *stage)
{
    return fail(errorFor(status, QLatin1String(stage)));
}

// Asked through a context of its own, as the service may have gone and come back.
bool isListed(const QString &reader)
{
    const Result<Context> context = Context::establish();
    if (!context)
        return false;
    const Result<QStringList> readers = context->readers();
    return readers && readers->contains(reader);
}

Result<QByteArray> transmitOnce(SCARDHANDLE card, DWORD protocol, const QString &reader, QByteArrayView command)
{
    const SCARD_IO_REQUEST *request = protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
    QByteArray response(MAX_BUFFER_SIZE_EXTENDED, Qt::Uninitialized);
    auto size = static_cast<DWORD>(response.size());
    const LONG status = SCardTransmit(card, request, reinterpret_cast<const BYTE *>(command.data()), static_cast<DWORD>(command.size()), nullptr,
                                      reinterpret_cast<BYTE *>(response.data()), &size);
    if (status != SCARD_S_SUCCESS)
        return fail(errorFor(status, QLatin1String(exchangeStage), isListed(reader)));
    if (size < 2)
        return fail(ErrorCode::CardLost, QLatin1String(exchangeStage), QStringLiteral("answer without a status word"));
    response.truncate(static_cast<qsizetype>(size));
    return response;
}

// The card of one conversation; lets go of it at its end. Lives on the exchange's thread.
class HeldCard
{
public:
    HeldCard(Context context, QString reader, SCARDHANDLE card, DWORD protocol, bool inTransaction)
        : m_context(std::move(context)), m_reader(std::move(reader)), m_card(card), m_protocol(protocol), m_inTransaction(inTransaction)
    {
    }
    HeldCard(const HeldCard &) = delete;
    HeldCard &operator=(const HeldCard &) = delete;
    ~HeldCard()
    {
        if (m_inTransaction)
            SCardEndTransaction(m_card, SCARD_LEAVE_CARD);
        SCardDisconnect(m_card, SCARD_RESET_CARD); // the access rights end here, whoever comes next
    }

    [[nodiscard]] Result<QByteArray> transceive(QByteArrayView command) const
    {
        const Transmit transmit = [this](QByteArrayView bytes) { return transmitOnce(m_card, m_protocol, m_reader, bytes); };
        return m_protocol == SCARD_PROTOCOL_T0 ? transceiveT0(transmit, command) : transmit(command);
    }

private:
    Context m_context;
    QString m_reader;
    SCARDHANDLE m_card;
    DWORD m_protocol;
    bool m_inTransaction;
};

// ISO/IEC 7816-4 §5.2: the fifth byte of an extended-length APDU is 00 and more follows.
bool isExtended(QByteArrayView command)
{
    return command.size() >= 7 && command[4] == 0;
}

class PcscChannel final : public nfc::CardChannel
{
public:
    PcscChannel(std::shared_ptr<HeldCard> card, std::optional<int> statedLength, ChannelHabits habits)
        : m_exchange(std::make_unique<ExchangeThread::Transmit>([card = std::move(card)](QByteArrayView command) { return card->transceive(command); })),
          m_habits(std::move(habits)),
          m_onTrial(!statedLength),
          m_maxLength(*m_habits.shortOnly ? shortCommandLength : statedLength.value_or(extendedCommandLength))
    {
    }

    Result<QByteArray> transceive(QByteArrayView command) override
    {
        if (m_lost)
            return fail(*m_lost);
        std::optional<Result<QByteArray>> answer = m_exchange.transceive(command, m_habits.patience, m_habits.stop);
        if (answer && *answer) {
            m_onTrial = m_onTrial && !isExtended(command);
            return std::move(*answer);
        }
        // A card that comes back is another session: never talk to it through this handle, nor hold its reader.
        m_lost = answer ? answer->error() : noAnswer();
        // A reader that does not say what it can do, and the first extended command of all: rather the command than the card.
        if (m_onTrial && isExtended(command) && m_lost->code == ErrorCode::CardLost)
            *m_habits.shortOnly = true;
        return fail(*m_lost);
    }

    int maxCommandLength() const override { return m_maxLength; }

private:
    [[nodiscard]] Error noAnswer() const
    {
        const QString stage = QLatin1String(exchangeStage);
        if (m_habits.stop.stop_requested())
            return {ErrorCode::Cancelled, stage, {}, {}};
        return {ErrorCode::CardLost, stage, QStringLiteral("no answer within %1 ms").arg(m_habits.patience.count()), {}};
    }

    ExchangeThread m_exchange;
    ChannelHabits m_habits;
    bool m_onTrial;
    int m_maxLength;
    std::optional<Error> m_lost;
};

LONG connectCard(SCARDCONTEXT context, const QByteArray &reader, DWORD share, SCARDHANDLE *card, DWORD *protocol)
{
    // Contactless cards are T=1; asked for both, a service may choose T=0 and change the APDUs on the way.
    const LONG status = SCardConnect(context, reader.constData(), share, SCARD_PROTOCOL_T1, card, protocol);
    if (status != SCARD_E_PROTO_MISMATCH)
        return status;
    return SCardConnect(context, reader.constData(), share, SCARD_PROTOCOL_T0, card, protocol);
}

} // namespace

Result<std::unique_ptr<nfc::CardChannel>> openChannel(Context context, const QString &reader, const ChannelHabits &habits,
                                                      const std::stop_token &abandoned)
{
    SCARDHANDLE card = 0;
    DWORD protocol = 0;
    DWORD share = SCARD_SHARE_EXCLUSIVE;
    LONG status = connectCard(context.handle(), reader.toUtf8(), share, &card, &protocol);
    if (status == SCARD_E_SHARING_VIOLATION) {
        share = SCARD_SHARE_SHARED;
        status = connectCard(context.handle(), reader.toUtf8(), share, &card, &protocol);
    }
    if (status != SCARD_S_SUCCESS)
        return pcscFailed(status, connectStage);
    if (abandoned.stop_requested()) {
        SCardDisconnect(card, SCARD_LEAVE_CARD);
        return fail(ErrorCode::Cancelled, QLatin1String(connectStage));
    }
    // Power off and on: whatever the last program left selected or opened is gone.
    status = SCardReconnect(card, share, protocol, SCARD_UNPOWER_CARD, &protocol);
    if (status == SCARD_S_SUCCESS && share == SCARD_SHARE_SHARED)
        status = SCardBeginTransaction(card);
    if (status != SCARD_S_SUCCESS) {
        SCardDisconnect(card, SCARD_LEAVE_CARD);
        return pcscFailed(status, connectStage);
    }
    const std::optional<int> longest = commandLengthOf(card);
    return std::make_unique<PcscChannel>(std::make_shared<HeldCard>(std::move(context), reader, card, protocol, share == SCARD_SHARE_SHARED), longest, habits);
}

} // namespace dd::platform::pcsc
