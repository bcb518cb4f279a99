// Readers that come and go, and the cards on them. One per wait; not shared between threads.
#pragma once

#include "platform/pcsc/pcsc_session.h"

#include <optional>
#include <QElapsedTimer>
#include <QStringList>
#include <stop_token>

namespace dd::platform::pcsc {

// The readers a name stands for: every one when it is empty, the one called exactly so, else all whose names begin so
// (pcscd appends numbers that change with the socket a reader is plugged into).
[[nodiscard]] QStringList readersCalled(const QString &wanted, const QStringList &readers);

struct ReaderState
{
    QString name;
    bool hasCard = false;
};

class ReaderWatch
{
public:
    // `sawService`: it ran before, so when it does not now it is being restarted.
    explicit ReaderWatch(QString wanted, bool sawService = false) : m_wanted(std::move(wanted)), m_sawService(sawService) {}

    // The wanted readers that have a card now, as soon as there is one that is not in `except`; after `milliseconds` or
    // a stop request whatever there is. A service that is restarted is waited for a while; one that never ran, or stays
    // away, is ReaderUnavailable.
    [[nodiscard]] Result<QStringList> readersWithCard(int milliseconds, const QStringList &except, const std::stop_token &stop);
    // Whether a wanted reader was attached when last looked at.
    [[nodiscard]] bool sawReader() const { return m_sawReader; }

private:
    [[nodiscard]] Result<void> ensureService(int milliseconds, const std::stop_token &stop);
    [[nodiscard]] Result<QStringList> serviceLost(const Error &error, int milliseconds, const std::stop_token &stop);

    QString m_wanted;
    std::optional<Context> m_context;
    bool m_sawService;
    bool m_sawReader = false;
    QElapsedTimer m_away; // valid while the service is
};

// Every reader there is now, and whether a card lies on it.
[[nodiscard]] Result<QList<ReaderState>> readerStates(const Context &context);

// Returns when a reader came or went, the time is over or a stop was asked for; waits out the time where there is no service.
void waitForListChange(int milliseconds, const std::stop_token &stop);

} // namespace dd::platform::pcsc
