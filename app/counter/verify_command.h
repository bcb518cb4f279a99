// `dinhdanh-counter verify`: codes in, verdicts out.
#pragma once

#include "app/counter/options.h"
#include "app/counter/verdict_reporter.h"
#include "core/base/clock.h"

#include <QIODevice>

namespace dd::counter {

[[nodiscard]] int runVerify(const Options &options, const Clock &system, Random &random, QIODevice &input, QIODevice &output, QIODevice &errors);

} // namespace dd::counter
