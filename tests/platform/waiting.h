// A connection that is waited for beside the test.
#pragma once

#include "platform/pcsc/pcsc_card_source.h"

#include <atomic>
#include <optional>
#include <QElapsedTimer>
#include <thread>

namespace dd::test {

using Channel = Result<std::unique_ptr<nfc::CardChannel>>;

// Connects on a thread of its own, as the reader thread does, while the test goes on moving cards.
class Waiting
{
public:
    explicit Waiting(const QString &reader, int timeoutMs = 20000)
        : m_thread([this, reader, timeoutMs] {
              const auto source = platform::makePcscCardSource(reader);
              m_channel.emplace(source->connect(m_stop.get_token(), timeoutMs));
              m_done = true;
          })
    {
    }
    ~Waiting()
    {
        m_stop.request_stop();
        join();
    }
    Waiting(const Waiting &) = delete;
    Waiting &operator=(const Waiting &) = delete;

    [[nodiscard]] bool isDone() const { return m_done; }
    void join()
    {
        if (m_thread.joinable())
            m_thread.join();
    }
    [[nodiscard]] const Channel &result()
    {
        join();
        return *m_channel;
    }
    // How long it takes to obey a stop request.
    [[nodiscard]] qint64 stop()
    {
        QElapsedTimer elapsed;
        elapsed.start();
        m_stop.request_stop();
        join();
        return elapsed.elapsed();
    }

private:
    std::stop_source m_stop;
    std::optional<Channel> m_channel;
    std::atomic_bool m_done = false;
    std::thread m_thread;
};

} // namespace dd::test
