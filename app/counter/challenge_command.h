// `dinhdanh-counter challenge`: a question for a phone out, answers in, verdicts out. And `key`, by which it is signed.
#pragma once

#include "app/counter/options.h"
#include "app/counter/verdict_reporter.h"
#include "core/base/clock.h"
#include "core/base/random.h"

#include <QIODevice>

namespace dd::counter {

[[nodiscard]] int runChallenge(const Options &options, const Clock &system, Random &random, QIODevice &input, QIODevice &output, QIODevice &errors);
[[nodiscard]] int runKey(const Options &options, const Clock &clock, Random &random, QIODevice &output, QIODevice &errors);

} // namespace dd::counter
