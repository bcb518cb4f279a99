#include "platform/pcsc/pcsc_card_source.h"

#include "platform/pcsc/pcsc_channel.h"

#include <QElapsedTimer>
#include <algorithm>
#include <thread>
#include <vector>

namespace dd::platform {
namespace {

constexpr DWORD sliceMs = 250; // how long one wait lasts before readers are listed again
constexpr auto waitStage = "waiting for a card";

class PcscCardSource final : public nfc::CardSource
{
public:
    explicit PcscCardSource(QString reader) : m_reader(std::move(reader)) {}

    bool isAvailable() const override
    {
        const Result<QStringList> readers = pcscReaders();
        return readers && (m_reader.isEmpty() ? !readers->isEmpty() : readers->contains(m_reader));
    }

    QString name() const override { return m_reader.isEmpty() ? QStringLiteral("PC/SC") : m_reader; }
    bool isSimulated() const override { return false; }
    Result<std::unique_ptr<nfc::CardChannel>> connect(std::stop_token stop, int timeoutMs) override;

private:
    QString m_reader;
};

bool hasCard(DWORD state)
{
    return (state & SCARD_STATE_PRESENT) != 0 && (state & SCARD_STATE_MUTE) == 0;
}

// One slice of waiting. The name of a reader with a card, or empty.
Result<QString> waitOnce(const pcsc::Context &context, const QString &wanted, DWORD milliseconds)
{
    const Result<QStringList> readers = context.readers();
    if (!readers)
        return fail(readers.error());
    std::vector<SCARD_READERSTATE> states;
    std::vector<QByteArray> names;
    for (const QString &reader : *readers) {
        if (wanted.isEmpty() || wanted == reader)
            names.push_back(reader.toUtf8());
    }
    names.push_back(QByteArray("\\\\?PnP?\\Notification")); // wakes up when a reader comes or goes
    for (const QByteArray &name : names) {
        SCARD_READERSTATE state{};
        state.szReader = name.constData();
        state.dwCurrentState = SCARD_STATE_UNAWARE;
        states.push_back(state);
    }
    const auto count = static_cast<DWORD>(states.size());
    const auto found = [&]() -> QString {
        const auto match = std::find_if(states.begin(), states.end(), [](const SCARD_READERSTATE &state) { return hasCard(state.dwEventState); });
        return match == states.end() ? QString() : QString::fromUtf8(match->szReader);
    };
    LONG status = SCardGetStatusChange(context.handle(), 0, states.data(), count);
    if (QString reader = found(); status == SCARD_S_SUCCESS && !reader.isEmpty())
        return reader;
    for (SCARD_READERSTATE &state : states)
        state.dwCurrentState = state.dwEventState & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
    status = SCardGetStatusChange(context.handle(), milliseconds, states.data(), count);
    if (status == SCARD_S_SUCCESS)
        return found();
    // A timeout is the rule, SCardCancel the way out, an unknown reader one that was just unplugged.
    if (status == SCARD_E_TIMEOUT || status == SCARD_E_CANCELLED || status == SCARD_E_UNKNOWN_READER || status == SCARD_E_READER_UNAVAILABLE)
        return QString();
    return fail(ErrorCode::ReaderUnavailable, QLatin1String(waitStage), pcsc::errorFor(status, {}).detail);
}

Result<std::unique_ptr<nfc::CardChannel>> PcscCardSource::connect(std::stop_token stop, int timeoutMs)
{
    Result<pcsc::Context> context = pcsc::Context::establish();
    if (!context)
        return fail(context.error());
    QElapsedTimer elapsed;
    elapsed.start();
    std::optional<Error> lastRefusal;
    while (!stop.stop_requested()) {
        Result<QString> reader = QString();
        {
            const SCARDCONTEXT handle = context->handle();
            const std::stop_callback cancel(stop, [handle] { SCardCancel(handle); });
            const qint64 left = qMax<qint64>(0, timeoutMs - elapsed.elapsed());
            reader = waitOnce(*context, m_reader, qMin<DWORD>(sliceMs, static_cast<DWORD>(left)));
        }
        if (!reader)
            return fail(reader.error());
        if (!reader->isEmpty() && !stop.stop_requested()) {
            Result<pcsc::Context> own = pcsc::Context::establish();
            if (!own)
                return fail(own.error());
            Result<std::unique_ptr<nfc::CardChannel>> channel = pcsc::openChannel(std::move(*own), *reader);
            if (channel)
                return channel;
            lastRefusal = channel.error(); // taken away again, or held by another program: keep waiting
        }
        if (elapsed.elapsed() >= timeoutMs)
            return lastRefusal && lastRefusal->code == ErrorCode::ReaderUnavailable ? fail(*lastRefusal)
                                                                                    : fail(ErrorCode::NoCard, QLatin1String(waitStage));
        if (!reader->isEmpty())
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return fail(ErrorCode::Cancelled, QLatin1String(waitStage));
}

} // namespace

Result<QStringList> pcscReaders()
{
    const Result<pcsc::Context> context = pcsc::Context::establish();
    if (!context)
        return fail(context.error());
    return context->readers();
}

std::unique_ptr<nfc::CardSource> makePcscCardSource(const QString &reader)
{
    return std::make_unique<PcscCardSource>(reader);
}

} // namespace dd::platform
