#include "platform/pcsc/reader_watch.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace dd::platform::pcsc {
namespace {

constexpr auto watchStage = "waiting for a card";
constexpr int servicePatienceMs = 5000; // a restart by systemd, or by hand after an update

bool hasCard(DWORD state)
{
    return (state & SCARD_STATE_PRESENT) != 0 && (state & SCARD_STATE_MUTE) == 0;
}

// A reader that vanished between two calls, or a wait that was called off: no reason to give up.
bool goesOn(LONG status)
{
    return status == SCARD_S_SUCCESS || status == SCARD_E_TIMEOUT || status == SCARD_E_CANCELLED || status == SCARD_E_UNKNOWN_READER ||
           status == SCARD_E_READER_UNAVAILABLE || status == SCARD_E_NO_READERS_AVAILABLE;
}

void pause(int milliseconds, const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, std::chrono::milliseconds(milliseconds), [] { return false; });
}

class StateList
{
public:
    explicit StateList(const QStringList &readers)
    {
        for (const QString &reader : readers)
            m_names.push_back(reader.toUtf8());
        for (const QByteArray &name : m_names)
            add(name.constData());
    }
    // The reader that is none: it changes when the list of readers does.
    void watchTheListToo() { add("\\\\?PnP?\\Notification"); }

    LONG update(const Context &context, DWORD milliseconds)
    {
        for (SCARD_READERSTATE &state : m_states)
            state.dwCurrentState = state.dwEventState & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
        return SCardGetStatusChange(context.handle(), milliseconds, m_states.data(), static_cast<DWORD>(m_states.size()));
    }
    [[nodiscard]] QList<ReaderState> states() const
    {
        QList<ReaderState> list;
        for (std::size_t at = 0; at < m_names.size(); ++at)
            list.append({QString::fromUtf8(m_names[at]), hasCard(m_states[at].dwEventState)});
        return list;
    }
    [[nodiscard]] QStringList withCard() const
    {
        QStringList names;
        for (const ReaderState &state : states()) {
            if (state.hasCard)
                names.append(state.name);
        }
        return names;
    }

private:
    void add(const char *name)
    {
        SCARD_READERSTATE state{};
        state.szReader = name;
        state.dwEventState = SCARD_STATE_UNAWARE;
        m_states.push_back(state);
    }

    std::vector<QByteArray> m_names;
    std::vector<SCARD_READERSTATE> m_states;
};

} // namespace

QStringList readersCalled(const QString &wanted, const QStringList &readers)
{
    if (wanted.isEmpty())
        return readers;
    if (readers.contains(wanted))
        return {wanted};
    QStringList beginning;
    std::copy_if(readers.begin(), readers.end(), std::back_inserter(beginning), [&](const QString &reader) { return reader.startsWith(wanted); });
    return beginning;
}

Result<QList<ReaderState>> readerStates(const Context &context)
{
    const Result<QStringList> readers = context.readers();
    if (!readers)
        return fail(readers.error());
    if (readers->isEmpty())
        return QList<ReaderState>();
    StateList list(*readers);
    if (const LONG status = list.update(context, 0); !goesOn(status))
        return fail(ErrorCode::ReaderUnavailable, QStringLiteral("list of readers"), errorFor(status, {}).detail);
    return list.states();
}

void waitForListChange(int milliseconds, const std::stop_token &stop)
{
    const Result<Context> context = Context::establish();
    if (!context)
        return pause(milliseconds, stop);
    StateList list({});
    list.watchTheListToo();
    const std::stop_callback cancel(stop, [handle = context->handle()] { SCardCancel(handle); });
    const LONG status = list.update(*context, static_cast<DWORD>(milliseconds));
    if (status != SCARD_S_SUCCESS && status != SCARD_E_TIMEOUT && !stop.stop_requested())
        pause(milliseconds, stop); // a service that answers at once with an error is not asked again at once
}

Result<void> ReaderWatch::ensureService(int milliseconds, const std::stop_token &stop)
{
    if (m_context)
        return {};
    Result<Context> context = Context::establish();
    if (!context) {
        if (!m_sawService)
            return fail(context.error());
        if (!m_away.isValid())
            m_away.start();
        if (m_away.elapsed() > servicePatienceMs)
            return fail(context.error());
        pause(milliseconds, stop);
        return {};
    }
    m_context = std::move(*context);
    m_sawService = true;
    m_away.invalidate();
    return {};
}

// A context does not outlive the service that gave it.
Result<QStringList> ReaderWatch::serviceLost(const Error &error, int milliseconds, const std::stop_token &stop)
{
    m_context.reset();
    m_sawReader = false;
    if (!m_away.isValid())
        m_away.start();
    if (m_away.elapsed() > servicePatienceMs)
        return fail(ErrorCode::ReaderUnavailable, QLatin1String(watchStage), error.detail);
    pause(milliseconds, stop);
    return QStringList();
}

Result<QStringList> ReaderWatch::readersWithCard(int milliseconds, const QStringList &except, const std::stop_token &stop)
{
    if (const Result<void> service = ensureService(milliseconds, stop); !service)
        return fail(service.error());
    if (!m_context)
        return QStringList();
    const Result<QStringList> attached = m_context->readers();
    if (!attached)
        return serviceLost(attached.error(), milliseconds, stop);
    const QStringList wanted = readersCalled(m_wanted, *attached);
    m_sawReader = !wanted.isEmpty();

    StateList list(wanted);
    list.watchTheListToo();
    LONG status = list.update(*m_context, 0);
    const QStringList now = list.withCard();
    const bool ready = std::any_of(now.begin(), now.end(), [&](const QString &reader) { return !except.contains(reader); });
    if (goesOn(status) && !ready && !stop.stop_requested()) {
        const std::stop_callback cancel(stop, [handle = m_context->handle()] { SCardCancel(handle); });
        status = list.update(*m_context, static_cast<DWORD>(milliseconds));
    }
    if (!goesOn(status))
        return serviceLost(errorFor(status, {}), milliseconds, stop);
    m_away.invalidate();
    return list.withCard();
}

} // namespace dd::platform::pcsc
