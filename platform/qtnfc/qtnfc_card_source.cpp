#include "platform/qtnfc/qtnfc_card_source.h"

#include "platform/qtnfc/nfc_desk.h"
#include "platform/qtnfc/qt_nfc_field.h"

#include <QThread>

namespace dd::platform {
namespace {

using qtnfc::NfcBoard;
using qtnfc::NfcDesk;

constexpr int shortCommand = 261;
constexpr int longestCommandApdu = 65544;
constexpr auto phoneExchangeStage = "exchange with the card";
constexpr auto phoneWaitStage = "waiting for a card";

// ISO/IEC 7816-4 §5.2: the fifth byte of an extended-length APDU is 00 and more follows.
bool isExtended(QByteArrayView command)
{
    return command.size() >= 7 && command[4] == 0;
}

// The NFC thread, the desk on it and the board between. Shared by a source and the channels it gave out.
class NfcLine
{
public:
    NfcLine(qtnfc::NfcFieldFactory field, const NfcOptions &options)
        : m_options(options), m_shortOnly(options.shortOnly), m_desk(new NfcDesk(std::move(field), m_board))
    {
        m_thread.setObjectName(QStringLiteral("nfc"));
        m_desk->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_desk, &QObject::deleteLater);
        m_thread.start();
    }
    ~NfcLine()
    {
        m_thread.quit();
        m_thread.wait();
    }
    NfcLine(const NfcLine &) = delete;
    NfcLine &operator=(const NfcLine &) = delete;

    [[nodiscard]] NfcBoard &board() { return *m_board; }
    [[nodiscard]] const NfcOptions &options() const { return m_options; }
    // To be done at the desk, later, on its own thread.
    template <typename Call>
    void ask(Call call)
    {
        QMetaObject::invokeMethod(
            m_desk, [desk = m_desk, call = std::move(call)] { call(*desk); }, Qt::QueuedConnection);
    }

    quint64 lastTag = 0; // handed out; a card is powered up afresh, so every channel wants a tag found anew
    [[nodiscard]] bool isShortOnly() const { return m_shortOnly; }
    void stayShort() { m_shortOnly = true; }

private:
    const NfcOptions m_options;
    bool m_shortOnly;
    std::shared_ptr<NfcBoard> m_board = std::make_shared<NfcBoard>();
    QThread m_thread;
    NfcDesk *m_desk; // deletes itself when its thread ends
};

class NfcChannel final : public nfc::CardChannel
{
public:
    NfcChannel(std::shared_ptr<NfcLine> line, const NfcBoard::Tag &tag, std::stop_token stop)
        : m_line(std::move(line)), m_tag(tag.number), m_stop(std::move(stop))
    {
        const int longest = tag.maxCommandLength > 0 ? qMin(tag.maxCommandLength, longestCommandApdu) : shortCommand;
        m_maxLength = m_line->isShortOnly() ? qMin(longest, shortCommand) : longest;
    }

    ~NfcChannel() override
    {
        // After a loss the next connect() follows soon: the search goes on, and on iOS the sheet stays.
        if (!m_lost || m_lost->code != ErrorCode::CardLost)
            m_line->ask([](NfcDesk &desk) { desk.rest(); });
    }

    Result<QByteArray> transceive(QByteArrayView command) override
    {
        if (m_lost)
            return fail(*m_lost);
        if (command.isEmpty() || command.size() > m_maxLength)
            return fail(ErrorCode::UnsupportedProtocol, QLatin1String(phoneExchangeStage), QStringLiteral("longer than this phone can send"));
        Result<QByteArray> answer = exchange(command);
        if (!answer) {
            m_lost = answer.error();
            // The first extended-length command of all failed: rather the command than the card, which looks the same here.
            if (m_lost->code == ErrorCode::CardLost && isExtended(command) && !m_extendedWorks)
                m_line->stayShort();
        } else if (isExtended(command)) {
            m_extendedWorks = true;
        }
        return answer;
    }

    int maxCommandLength() const override { return m_maxLength; }
    void showMessage(const QString &text) override
    {
        m_line->ask([text](NfcDesk &desk) { desk.setMessage(text); });
    }

private:
    Result<QByteArray> exchange(QByteArrayView command)
    {
        NfcBoard &board = m_line->board();
        std::unique_lock lock(board.mutex);
        const quint64 ticket = ++board.ticket;
        board.answer.reset();
        m_line->ask([tag = m_tag, ticket, bytes = command.toByteArray()](NfcDesk &desk) { desk.send(tag, ticket, bytes); });
        const auto isThere = [&] { return board.tag && board.tag->number == m_tag; };
        const bool settled = board.changed.wait_for(lock, m_stop, std::chrono::milliseconds(m_line->options().exchangeTimeoutMs),
                                                    [&] { return board.answer || !isThere(); });
        ++board.ticket;   // what comes now comes too late
        if (board.answer) // also where the card was taken away right behind its answer
            return *std::exchange(board.answer, std::nullopt);
        if (board.trouble)
            return fail(*std::exchange(board.trouble, std::nullopt));
        if (settled)
            return fail(ErrorCode::CardLost, QLatin1String(phoneExchangeStage), QStringLiteral("the card was taken away"));
        if (m_stop.stop_requested())
            return fail(ErrorCode::Cancelled, QLatin1String(phoneExchangeStage));
        return fail(ErrorCode::CardLost, QLatin1String(phoneExchangeStage), QStringLiteral("no answer in time"));
    }

    std::shared_ptr<NfcLine> m_line;
    quint64 m_tag;
    std::stop_token m_stop;
    int m_maxLength;
    bool m_extendedWorks = false;
    std::optional<Error> m_lost;
};

class NfcCardSource final : public nfc::CardSource
{
public:
    NfcCardSource(qtnfc::NfcFieldFactory field, const NfcOptions &options) : m_field(std::move(field)), m_options(options) {}

    bool isAvailable() const override { return m_field()->isSupported(); }
    QString name() const override { return QStringLiteral("NFC"); }
    bool isSimulated() const override { return false; }

    Result<std::unique_ptr<nfc::CardChannel>> connect(std::stop_token stop, int timeoutMs) override
    {
        if (!m_line)
            m_line = std::make_shared<NfcLine>(m_field, m_options);
        NfcBoard &board = m_line->board();
        std::unique_lock lock(board.mutex);
        if (!board.trouble) // else the sheet was closed in the middle, and must not come back
            m_line->ask([prompt = m_options.prompt](NfcDesk &desk) { desk.detect(prompt); });
        const bool settled = board.changed.wait_for(lock, stop, std::chrono::milliseconds(timeoutMs),
                                                    [&] { return board.trouble || (board.tag && board.tag->number > m_line->lastTag); });
        if (stop.stop_requested())
            return refuse(ErrorCode::Cancelled);
        if (!settled)
            return refuse(ErrorCode::NoCard);
        if (board.trouble)
            return refuse(*std::exchange(board.trouble, std::nullopt));
        const NfcBoard::Tag tag = *board.tag;
        m_line->lastTag = tag.number;
        if (!tag.isChipCard)
            return refuse(ErrorCode::NotAnIdCard);
        return std::make_unique<NfcChannel>(m_line, tag, std::move(stop));
    }

private:
    std::unexpected<Error> refuse(Error error)
    {
        m_line->ask([](NfcDesk &desk) { desk.rest(); });
        return fail(std::move(error));
    }
    std::unexpected<Error> refuse(ErrorCode code) { return refuse(Error{code, QLatin1String(phoneWaitStage), {}, {}}); }

    const qtnfc::NfcFieldFactory m_field;
    const NfcOptions m_options;
    std::shared_ptr<NfcLine> m_line;
};

} // namespace

std::unique_ptr<nfc::CardSource> makeNfcCardSource(qtnfc::NfcFieldFactory field, const NfcOptions &options)
{
    return std::make_unique<NfcCardSource>(std::move(field), options);
}

std::unique_ptr<nfc::CardSource> makeQtNfcCardSource(const NfcOptions &options)
{
#if defined(Q_OS_ANDROID) || defined(Q_OS_IOS)
    return makeNfcCardSource(qtnfc::makeQtNfcField, options);
#else
    return makeNfcCardSource(qtnfc::makeAbsentNfcField, options);
#endif
}

} // namespace dd::platform
