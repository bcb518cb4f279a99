#include "platform/pcsc/card_attempt.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace dd::platform::pcsc {

using Opened = Result<std::unique_ptr<nfc::CardChannel>>;

struct CardAttempt::Shared
{
    std::mutex mutex;
    std::condition_variable_any done;
    std::optional<Opened> outcome;
    std::stop_source abandoned;
};

CardAttempt::CardAttempt(const QString &reader, const ChannelHabits &habits) : m_shared(std::make_shared<Shared>())
{
    std::thread([shared = m_shared, reader, habits] {
        // A context of its own: the calls of one context wait for each other.
        Result<Context> context = Context::establish();
        Opened opened = context ? openChannel(std::move(*context), reader, habits, shared->abandoned.get_token()) : fail(context.error());
        std::unique_lock lock(shared->mutex);
        if (shared->abandoned.stop_requested()) {
            lock.unlock();
            return; // and `opened` lets go of the card
        }
        shared->outcome = std::move(opened);
        shared->done.notify_all();
    }).detach();
}

CardAttempt::~CardAttempt()
{
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->abandoned.request_stop();
}

std::optional<Opened> CardAttempt::wait(int milliseconds, const std::stop_token &stop)
{
    std::unique_lock lock(m_shared->mutex);
    m_shared->done.wait_for(lock, stop, std::chrono::milliseconds(milliseconds), [this] { return m_shared->outcome.has_value(); });
    return std::exchange(m_shared->outcome, std::nullopt);
}

} // namespace dd::platform::pcsc
