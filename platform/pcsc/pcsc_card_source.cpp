#include "platform/pcsc/pcsc_card_source.h"

#include "platform/pcsc/card_attempt.h"
#include "platform/pcsc/reader_watch.h"

#include <functional>
#include <map>
#include <QDeadlineTimer>
#include <QSet>

namespace dd::platform {
namespace {

constexpr int sliceMs = 200;        // how long one wait lasts before readers are listed again; bounds a stop request too
constexpr int afterRefusalMs = 100; // before a card that was refused is tried again
constexpr int patienceMs = 1500;    // for one reader's card before the next reader's is tried as well; power-up takes 0.1 to 1 s
constexpr int listSliceMs = 1000;   // at least so long between two looks at the list, unless the service tells of a change
constexpr auto waitStage = "waiting for a card";

class PcscCardSource final : public nfc::CardSource
{
public:
    PcscCardSource(QString reader, std::chrono::milliseconds patience) : m_reader(std::move(reader)), m_patience(patience) {}

    bool isAvailable() const override
    {
        const Result<QStringList> readers = pcscReaders();
        return readers && !pcsc::readersCalled(m_reader, *readers).isEmpty();
    }

    QString name() const override
    {
        if (!m_connected.isEmpty())
            return m_connected;
        return m_reader.isEmpty() ? QStringLiteral("PC/SC") : m_reader;
    }
    bool isSimulated() const override { return false; }
    Result<std::unique_ptr<nfc::CardChannel>> connect(std::stop_token stop, int timeoutMs) override;

private:
    QString m_reader;
    std::chrono::milliseconds m_patience;
    QString m_connected;        // the reader the last card was on
    bool m_sawService = false;  // it ran once: when it is away, it is waited for
    std::map<QString, std::shared_ptr<std::atomic_bool>> m_shortOnly; // by reader: what was found out about extended length
};

struct OpenedCard
{
    QString reader;
    std::unique_ptr<nfc::CardChannel> channel;
};

// The cards being tried, in the order their readers were found.
class Attempts
{
public:
    using Habits = std::function<pcsc::ChannelHabits(const QString &reader)>;
    explicit Attempts(Habits habits) : m_habits(std::move(habits)) {}

    [[nodiscard]] QStringList readers() const
    {
        QStringList names;
        for (const auto &[reader, attempt] : m_running)
            names.append(reader);
        return names;
    }
    [[nodiscard]] bool isEmpty() const { return m_running.empty(); }
    [[nodiscard]] const std::optional<Error> &lastRefusal() const { return m_lastRefusal; }

    // The first channel that opens. Nothing while every try runs or was refused.
    std::optional<OpenedCard> tryAll(const QStringList &withCard, const std::stop_token &stop, int milliseconds)
    {
        for (const QString &reader : withCard) {
            if (stop.stop_requested())
                return std::nullopt;
            const bool isNew = !m_running.contains(reader);
            if (isNew)
                m_running.emplace(reader, std::make_unique<pcsc::CardAttempt>(reader, m_habits(reader)));
            if (auto opened = collect(reader, isNew ? qMin(patienceMs, milliseconds) : 0, stop))
                return opened;
        }
        for (const QString &reader : readers()) {
            if (auto opened = collect(reader, 0, stop))
                return opened;
        }
        return std::nullopt;
    }

private:
    std::optional<OpenedCard> collect(const QString &reader, int milliseconds, const std::stop_token &stop)
    {
        auto outcome = m_running.at(reader)->wait(milliseconds, stop);
        if (!outcome)
            return std::nullopt;
        m_running.erase(reader);
        if (*outcome)
            return OpenedCard{reader, std::move(**outcome)};
        m_lastRefusal = outcome->error(); // taken away again, or held by another program
        return std::nullopt;
    }

    Habits m_habits;
    std::map<QString, std::unique_ptr<pcsc::CardAttempt>> m_running;
    std::optional<Error> m_lastRefusal;
};

Result<std::unique_ptr<nfc::CardChannel>> PcscCardSource::connect(std::stop_token stop, int timeoutMs)
{
    pcsc::ReaderWatch watch(m_reader, m_sawService);
    Attempts attempts([&](const QString &reader) {
        std::shared_ptr<std::atomic_bool> &shortOnly = m_shortOnly[reader];
        if (!shortOnly)
            shortOnly = std::make_shared<std::atomic_bool>(false);
        return pcsc::ChannelHabits{stop, m_patience, shortOnly};
    });
    const QDeadlineTimer deadline(timeoutMs);
    const auto left = [&deadline](int most) { return static_cast<int>(qBound(qint64(0), deadline.remainingTime(), qint64(most))); };
    QStringList resting; // readers whose card was refused just now
    while (!stop.stop_requested()) {
        const Result<QStringList> withCard =
            watch.readersWithCard(left(resting.isEmpty() ? sliceMs : afterRefusalMs), attempts.readers() + resting, stop);
        if (!withCard)
            return fail(withCard.error());
        m_sawService = true;
        if (auto opened = attempts.tryAll(*withCard, stop, qMax(1, left(patienceMs)))) {
            m_connected = opened->reader;
            return std::move(opened->channel);
        }
        resting.clear();
        for (const QString &reader : *withCard) {
            if (!attempts.readers().contains(reader))
                resting.append(reader);
        }
        if (!deadline.hasExpired() || stop.stop_requested())
            continue;
        if (!attempts.isEmpty())
            return fail(ErrorCode::ReaderUnavailable, QLatin1String(waitStage), QStringLiteral("another program holds the card"));
        if (attempts.lastRefusal() && attempts.lastRefusal()->code == ErrorCode::ReaderUnavailable)
            return fail(*attempts.lastRefusal());
        if (!watch.sawReader())
            return fail(ErrorCode::ReaderUnavailable, QLatin1String(waitStage), QStringLiteral("no such reader is attached"));
        return fail(ErrorCode::NoCard, QLatin1String(waitStage));
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

Result<QStringList> pcscReadersWithCard()
{
    const Result<pcsc::Context> context = pcsc::Context::establish();
    if (!context)
        return fail(context.error());
    const Result<QList<pcsc::ReaderState>> states = pcsc::readerStates(*context);
    if (!states)
        return fail(states.error());
    QStringList names;
    for (const pcsc::ReaderState &state : *states) {
        if (state.hasCard)
            names.append(state.name);
    }
    return names;
}

bool waitForOtherPcscReaders(const QStringList &known, const std::stop_token &stop)
{
    const QSet<QString> before(known.begin(), known.end());
    while (!stop.stop_requested()) {
        const QStringList now = pcscReaders().value_or(QStringList());
        if (QSet<QString>(now.begin(), now.end()) != before)
            return true;
        pcsc::waitForListChange(listSliceMs, stop);
    }
    return false;
}

std::unique_ptr<nfc::CardSource> makePcscCardSource(const QString &reader)
{
    return makePatientPcscCardSource(reader, pcsc::ChannelHabits().patience);
}

std::unique_ptr<nfc::CardSource> makePatientPcscCardSource(const QString &reader, std::chrono::milliseconds patience)
{
    return std::make_unique<PcscCardSource>(reader, patience);
}

} // namespace dd::platform
