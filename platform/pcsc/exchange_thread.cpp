#include "platform/pcsc/exchange_thread.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace dd::platform::pcsc {
namespace {

// After a stop request: most exchanges are over by then, and the card is let go of in good order.
constexpr auto stopGrace = std::chrono::milliseconds(200);
constexpr auto releaseGrace = std::chrono::seconds(2);

} // namespace

struct ExchangeThread::Shared
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::optional<QByteArray> command;
    std::optional<Result<QByteArray>> answer;
    bool ended = false;    // nobody asks any more
    bool released = false; // the card is free
};

ExchangeThread::ExchangeThread(std::unique_ptr<Transmit> transmit) : m_shared(std::make_shared<Shared>())
{
    std::thread([shared = m_shared, transmit = std::move(transmit)]() mutable {
        std::unique_lock lock(shared->mutex);
        while (!shared->ended) {
            shared->changed.wait(lock, [&] { return shared->ended || shared->command; });
            if (shared->ended)
                break;
            const QByteArray command = *std::exchange(shared->command, std::nullopt);
            lock.unlock();
            Result<QByteArray> answer = (*transmit)(command);
            lock.lock();
            shared->ended = shared->ended || !answer; // a card that comes back is another session
            shared->answer = std::move(answer);
            shared->changed.notify_all();
        }
        lock.unlock();
        transmit.reset();
        lock.lock();
        shared->released = true;
        shared->changed.notify_all();
    }).detach();
}

ExchangeThread::~ExchangeThread()
{
    std::unique_lock lock(m_shared->mutex);
    const bool stalled = !m_shared->answer && m_shared->ended;
    m_shared->ended = true;
    m_shared->changed.notify_all();
    if (!stalled)
        m_shared->changed.wait_for(lock, releaseGrace, [&] { return m_shared->released; });
}

std::optional<Result<QByteArray>> ExchangeThread::transceive(QByteArrayView command, std::chrono::milliseconds patience, const std::stop_token &stop)
{
    std::unique_lock lock(m_shared->mutex);
    m_shared->answer.reset();
    m_shared->command = command.toByteArray();
    m_shared->changed.notify_all();
    const auto answered = [&] { return m_shared->answer.has_value(); };
    if (!m_shared->changed.wait_for(lock, stop, patience, answered) && stop.stop_requested())
        m_shared->changed.wait_for(lock, std::min<std::chrono::milliseconds>(stopGrace, patience), answered);
    if (!answered()) {
        m_shared->ended = true;
        m_shared->changed.notify_all();
        return std::nullopt;
    }
    return m_shared->answer;
}

} // namespace dd::platform::pcsc
