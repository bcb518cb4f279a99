#include "platform/hardening.h"

#include "core/base/log.h"

#include <cerrno>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#include <sys/resource.h>
#endif

namespace dd::platform {
namespace {

#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__)
constexpr bool isReleaseBuild = true;
#else
constexpr bool isReleaseBuild = false;
#endif

#ifdef Q_OS_LINUX
std::unexpected<Error> notHardened(const char *what)
{
    return fail(ErrorCode::Internal, QLatin1String(what), QStringLiteral("errno %1").arg(errno));
}

Result<void> harden()
{
    const rlimit none{0, 0};
    if (::setrlimit(RLIMIT_CORE, &none) != 0)
        return notHardened("core file limit");
    if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
        return notHardened("dumpable flag");
    return {};
}
#else
// Android and iOS keep other apps out by themselves; what they offer beyond belongs to their own implementation.
Result<void> harden()
{
    return {};
}
#endif

} // namespace

Result<void> hardenProcess()
{
    return isReleaseBuild ? harden() : Result<void>();
}

void hardenProcessOrWarn()
{
    if (const Result<void> done = hardenProcess(); !done)
        qCWarning(logPlatform) << "memory is not kept private:" << errorId(done.error().code) << done.error().stage << done.error().detail;
}

} // namespace dd::platform
