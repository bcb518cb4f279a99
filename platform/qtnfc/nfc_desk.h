// The hand-over between two threads: the reader thread, which waits for a card and for each answer, and the NFC thread, which
// has an event loop and the phone's NFC. The desk sits on the NFC thread and is spoken to by queued calls only; what it
// learns is written on the board, where the reader thread waits for it.
//
// The NFC thread is not the main thread: on Android sending blocks its caller for as long as the card takes, and a main thread
// that waits for the reader thread to end must not be what that thread waits for.
#pragma once

#include "core/base/result.h"
#include "platform/qtnfc/nfc_field.h"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace dd::platform::qtnfc {

struct NfcBoard
{
    struct Tag
    {
        quint64 number = 0; // counts up with every tag found
        bool isChipCard = false;
        int maxCommandLength = 0;
    };

    std::mutex mutex;
    std::condition_variable_any changed;
    std::optional<Tag> tag;                   // in the field now
    std::optional<Error> trouble;             // why no tag will come: NFC switched off, sheet closed
    quint64 ticket = 0;                       // of the exchange the reader thread waits for
    std::optional<Result<QByteArray>> answer; // to that ticket
};

class NfcDesk : public QObject
{
    Q_OBJECT

public:
    NfcDesk(NfcFieldFactory factory, std::shared_ptr<NfcBoard> board);
    ~NfcDesk() override;

    void detect(const QString &message); // does nothing where it already does
    void rest();                         // no card is wanted any more
    void send(quint64 tagNumber, quint64 ticket, const QByteArray &command);
    void setMessage(const QString &message);

private:
    void open();
    void find(NfcTag *tag);
    void lose(NfcTag *tag);
    void answer(NfcTag::Request request, const QByteArray &response);
    void fault(NfcTag::Request request, NfcTag::Fault fault);
    void giveUp(ErrorCode code, const char *why);
    void settle(quint64 ticket, Result<QByteArray> result);
    [[nodiscard]] Result<QByteArray> failure(NfcTag::Fault fault) const;

    const NfcFieldFactory m_factory;
    const std::shared_ptr<NfcBoard> m_board;
    std::unique_ptr<NfcField> m_field;
    NfcTag *m_tag = nullptr;
    quint64 m_tagNumber = 0;
    bool m_tagHasAnswered = false;
    bool m_detecting = false;
    NfcTag::Request m_request = 0; // the one in the air
    quint64 m_ticket = 0;          // and whose it is
};

} // namespace dd::platform::qtnfc
