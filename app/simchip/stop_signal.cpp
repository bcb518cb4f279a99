#include "app/simchip/stop_signal.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace dd::simchip {
namespace {

int wakeEnd = -1; // written by the handler, which may touch nothing else

void onStopSignal(int)
{
    const int saved = errno;
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(wakeEnd, &byte, 1);
    errno = saved;
}

} // namespace

Result<int> stopSignalDescriptor()
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return fail(ErrorCode::Internal, QStringLiteral("signals"), QStringLiteral("no pipe"));
    wakeEnd = ends[1];
    struct sigaction action = {};
    action.sa_handler = onStopSignal;
    sigemptyset(&action.sa_mask);
    if (::sigaction(SIGTERM, &action, nullptr) != 0 || ::sigaction(SIGINT, &action, nullptr) != 0)
        return fail(ErrorCode::Internal, QStringLiteral("signals"), QStringLiteral("no handler"));
    return ends[0];
}

} // namespace dd::simchip
