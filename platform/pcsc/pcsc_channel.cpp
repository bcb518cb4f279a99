#include "platform/pcsc/pcsc_channel.h"

#include "platform/pcsc/pcsc_t0.h"

#include <reader.h>

namespace dd::platform::pcsc {
namespace {

constexpr auto connectStage = "connecting to the card";

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
        return fail(errorFor(status, QStringLiteral("exchange with the card"), isListed(reader)));
    if (size < 2)
        return fail(ErrorCode::CardLost, QStringLiteral("exchange with the card"), QStringLiteral("answer without a status word"));
    response.truncate(static_cast<qsizetype>(size));
    return response;
}

// PC/SC part 10 §2.6.14: what the reader says about the longest APDU. 0 or silence: short ones only.
int longestCommand(SCARDHANDLE card)
{
    BYTE features[256] = {};
    DWORD size = 0;
    if (SCardControl(card, CM_IOCTL_GET_FEATURE_REQUEST, nullptr, 0, features, sizeof features, &size) != SCARD_S_SUCCESS)
        return shortCommandLength;
    quint32 propertiesCode = 0;
    for (DWORD at = 0; at + 6 <= size && features[at + 1] == 4; at += 6) {
        if (features[at] == FEATURE_GET_TLV_PROPERTIES)
            propertiesCode = quint32(features[at + 2]) << 24 | quint32(features[at + 3]) << 16 | quint32(features[at + 4]) << 8 | features[at + 5];
    }
    BYTE properties[256] = {};
    if (propertiesCode == 0 || SCardControl(card, propertiesCode, nullptr, 0, properties, sizeof properties, &size) != SCARD_S_SUCCESS)
        return shortCommandLength;
    for (DWORD at = 0; at + 2 <= size && at + 2 + properties[at + 1] <= size; at += 2u + properties[at + 1]) {
        if (properties[at] != PCSCv2_PART10_PROPERTY_dwMaxAPDUDataSize)
            continue;
        quint32 longest = 0; // little-endian, unlike the feature codes
        for (DWORD byte = properties[at + 1]; byte-- > 0;)
            longest = longest << 8 | properties[at + 2 + byte];
        constexpr int extendedOverhead = 4 + 3 + 2;
        return longest > 256 ? int(qMin<quint32>(longest, 65535)) + extendedOverhead : shortCommandLength;
    }
    return shortCommandLength;
}

class PcscChannel final : public nfc::CardChannel
{
public:
    PcscChannel(Context context, QString reader, SCARDHANDLE card, DWORD protocol, bool inTransaction)
        : m_context(std::move(context)), m_reader(std::move(reader)), m_card(card), m_protocol(protocol), m_inTransaction(inTransaction),
          m_maxLength(longestCommand(card))
    {
    }

    ~PcscChannel() override
    {
        if (!m_lost)
            release();
    }

    Result<QByteArray> transceive(QByteArrayView command) override
    {
        if (m_lost)
            return fail(*m_lost);
        const Transmit transmit = [this](QByteArrayView bytes) { return transmitOnce(m_card, m_protocol, m_reader, bytes); };
        const Result<QByteArray> response = m_protocol == SCARD_PROTOCOL_T0 ? transceiveT0(transmit, command) : transmit(command);
        if (!response) {
            // A card that comes back is another session: never talk to it through this handle, nor hold its reader.
            m_lost = response.error();
            release();
        }
        return response;
    }

    int maxCommandLength() const override { return m_maxLength; }

private:
    void release()
    {
        if (m_inTransaction)
            SCardEndTransaction(m_card, SCARD_LEAVE_CARD);
        SCardDisconnect(m_card, SCARD_RESET_CARD); // the access rights end here, whoever comes next
    }

    Context m_context;
    QString m_reader;
    SCARDHANDLE m_card;
    DWORD m_protocol;
    bool m_inTransaction;
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

Result<std::unique_ptr<nfc::CardChannel>> openChannel(Context context, const QString &reader, const std::stop_token &stop)
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
    if (stop.stop_requested()) {
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
    return std::make_unique<PcscChannel>(std::move(context), reader, card, protocol, share == SCARD_SHARE_SHARED);
}

} // namespace dd::platform::pcsc
