// What a process of ours does about its own memory before anything else.
#pragma once

#include "core/base/result.h"

namespace dd::platform {

// First in main(), before there is a thread or a secret. No core file (RLIMIT_CORE 0, soft and hard), and not dumpable (prctl(2),
// PR_SET_DUMPABLE): ptrace(2) and /proc/PID/mem then refuse another process of the same user; one with CAP_SYS_PTRACE they do not.
// Release builds only: Debug and sanitizer builds leave the process open, for debuggers, core files and LeakSanitizer.
// Internal when the system would not do it, or did not keep it.
[[nodiscard]] Result<void> hardenProcess();

// The same with a warning in the log: a program that cannot be hardened still runs.
void hardenProcessOrWarn();

} // namespace dd::platform
