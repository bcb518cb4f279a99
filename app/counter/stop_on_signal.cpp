#include "app/counter/stop_on_signal.h"

#include <csignal>
#include <pthread.h>
#include <thread>
#include <unistd.h>

namespace dd::counter {

void stopOnSignals(std::stop_source stop)
{
    sigset_t stopping;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGINT);
    sigaddset(&stopping, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stopping, nullptr); // threads inherit this; one takes them
    std::thread([stop, stopping]() mutable {
        int caught = 0;
        if (sigwait(&stopping, &caught) != 0)
            return;
        stop.request_stop();
        if (sigwait(&stopping, &caught) == 0)
            ::_exit(128 + caught);
    }).detach();
}

} // namespace dd::counter
