// SIGTERM and SIGINT as a descriptor that becomes readable, so that a poll() can wait for them.
#pragma once

#include "core/base/result.h"

namespace dd::simchip {

// Installs the handlers once per process; the descriptor lives as long as the process.
[[nodiscard]] Result<int> stopSignalDescriptor();

} // namespace dd::simchip
