// `dinhdanh-counter verify`: codes in, verdicts out.
#pragma once

#include "app/counter/options.h"
#include "core/base/clock.h"

#include <QIODevice>

namespace dd::counter {

enum ExitCode : int { ExitValid = 0, ExitInvalid = 1, ExitCannotCheck = 2, ExitUsage = 64 };

// An invalid code outweighs one that cannot be checked, and both outweigh a valid one.
[[nodiscard]] int runVerify(const Options &options, const Clock &system, QIODevice &input, QIODevice &output, QIODevice &errors);

} // namespace dd::counter
