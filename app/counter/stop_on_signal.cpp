#include "app/counter/stop_on_signal.h"

#include <csignal>
#include <pthread.h>
#include <thread>
#include <unistd.h>

namespace dd::counter {

void stopOnSignals(std::stop_source stop)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr); // threads inherit this; one takes them
    std::thread([stop, signals]() mutable {
        int caught = 0;
        if (sigwait(&signals, &caught) != 0)
            return;
        stop.request_stop();
        if (sigwait(&signals, &caught) == 0)
            ::_exit(128 + caught);
    }).detach();
}

} // namespace dd::counter
