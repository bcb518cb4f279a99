#include "platform/qtnfc/nfc_desk.h"

namespace dd::platform::qtnfc {
namespace {

constexpr auto nfcExchangeStage = "exchange with the card";
constexpr auto nfcWaitStage = "waiting for a card";

} // namespace

NfcDesk::NfcDesk(NfcFieldFactory factory, std::shared_ptr<NfcBoard> board) : m_factory(std::move(factory)), m_board(std::move(board))
{
}

NfcDesk::~NfcDesk()
{
    rest();
}

// On the NFC thread, which is where the field belongs.
void NfcDesk::open()
{
    if (m_field)
        return;
    m_field = m_factory();
    connect(m_field.get(), &NfcField::tagFound, this, &NfcDesk::find);
    connect(m_field.get(), &NfcField::tagLost, this, &NfcDesk::lose);
    connect(m_field.get(), &NfcField::switchedOff, this, [this] { giveUp(ErrorCode::ReaderUnavailable, "NFC was switched off"); });
    connect(m_field.get(), &NfcField::detectionStopped, this, [this] { giveUp(ErrorCode::Cancelled, "the system's sheet was closed"); });
}

void NfcDesk::detect(const QString &message)
{
    open();
    if (m_detecting)
        return;
    m_detecting = true;
    if (!m_field->isSupported())
        return giveUp(ErrorCode::ReaderUnavailable, "no NFC that talks to chip cards");
    if (!m_field->isSwitchedOn())
        return giveUp(ErrorCode::ReaderUnavailable, "NFC is switched off");
    if (!message.isEmpty())
        m_field->setMessage(message);
    if (!m_field->startDetection())
        giveUp(ErrorCode::ReaderUnavailable, "NFC did not start");
}

void NfcDesk::rest()
{
    if (m_tag != nullptr)
        m_tag->close();
    lose(m_tag);
    if (!std::exchange(m_detecting, false)) // first, so that detectionStopped() is known for our own doing
        return;
    m_field->stopDetection();
}

void NfcDesk::setMessage(const QString &message)
{
    if (m_detecting)
        m_field->setMessage(message);
}

void NfcDesk::find(NfcTag *tag)
{
    if (!m_detecting)
        return;
    lose(m_tag); // another card laid over the first: that conversation is over
    m_tag = tag;
    m_tagHasAnswered = false;
    connect(tag, &NfcTag::answered, this, &NfcDesk::answer);
    connect(tag, &NfcTag::failed, this, &NfcDesk::fault);
    const std::scoped_lock lock(m_board->mutex);
    m_board->tag = NfcBoard::Tag{++m_tagNumber, tag->isChipCard(), tag->maxCommandLength()};
    m_board->changed.notify_all();
}

void NfcDesk::lose(NfcTag *tag)
{
    if (tag == nullptr || tag != m_tag)
        return;
    disconnect(tag, nullptr, this, nullptr); // whatever it says now is about a conversation nobody has
    m_tag = nullptr;
    m_request = 0;
    const std::scoped_lock lock(m_board->mutex);
    m_board->tag.reset();
    m_board->changed.notify_all();
}

void NfcDesk::giveUp(ErrorCode code, const char *why)
{
    if (!m_detecting)
        return;
    m_detecting = false;
    if (m_tag != nullptr) {
        disconnect(m_tag, nullptr, this, nullptr);
        m_tag = nullptr;
        m_request = 0;
    }
    m_field->stopDetection(); // else it could not be started again
    const std::scoped_lock lock(m_board->mutex);
    m_board->trouble = Error{code, QLatin1String(nfcWaitStage), QLatin1String(why), {}};
    m_board->tag.reset();
    m_board->changed.notify_all();
}

void NfcDesk::send(quint64 tagNumber, quint64 ticket, const QByteArray &command)
{
    if (m_tag == nullptr || tagNumber != m_tagNumber)
        return; // lost meanwhile, which is on the board already
    m_ticket = ticket;
    m_request = 0; // an answer to what was asked before comes too late
    const NfcTag::Request request = m_tag->send(command);
    if (request == 0)
        return settle(ticket, failure(NfcTag::Fault::NotSuitable));
    m_request = request;
}

void NfcDesk::answer(NfcTag::Request request, const QByteArray &response)
{
    if (request == 0 || request != m_request)
        return;
    m_request = 0;
    if (response.size() < 2)
        return settle(m_ticket, fail(ErrorCode::CardLost, QLatin1String(nfcExchangeStage), QStringLiteral("answer without a status word")));
    m_tagHasAnswered = true;
    settle(m_ticket, response);
}

void NfcDesk::fault(NfcTag::Request request, NfcTag::Fault fault)
{
    if (request == 0 || request != m_request)
        return;
    m_request = 0;
    settle(m_ticket, failure(fault));
}

// Phones say "cannot" for a tag that was taken away, too (its longest command is then 0), and for one that never took an APDU.
Result<QByteArray> NfcDesk::failure(NfcTag::Fault fault) const
{
    const bool neverCould = fault == NfcTag::Fault::NotSuitable && !m_tagHasAnswered && m_tag->maxCommandLength() > 0;
    if (neverCould)
        return fail(ErrorCode::NotAnIdCard, QLatin1String(nfcExchangeStage), QStringLiteral("the tag takes no commands"));
    return fail(ErrorCode::CardLost, QLatin1String(nfcExchangeStage), QStringLiteral("the phone reports an error"));
}

void NfcDesk::settle(quint64 ticket, Result<QByteArray> result)
{
    const std::scoped_lock lock(m_board->mutex);
    if (m_board->ticket != ticket)
        return;
    m_board->answer = std::move(result);
    m_board->changed.notify_all();
}

} // namespace dd::platform::qtnfc
