#include "core/base/clock.h"

#include <ctime>

namespace dd {

qint64 SystemClock::now() const
{
    return QDateTime::currentSecsSinceEpoch();
}

qint64 SystemClock::steadyMilliseconds() const
{
#ifdef CLOCK_BOOTTIME
    constexpr clockid_t source = CLOCK_BOOTTIME;
#else
    constexpr clockid_t source = CLOCK_MONOTONIC;
#endif
    timespec time{};
    clock_gettime(source, &time);
    return static_cast<qint64>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

} // namespace dd
