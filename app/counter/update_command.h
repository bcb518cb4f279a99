// `dinhdanh-counter update`: one round of fetching what a post holds.
#pragma once

#include "app/counter/options.h"
#include "core/base/clock.h"
#include "core/base/random.h"
#include "platform/network.h"

#include <QIODevice>

namespace dd::counter {

// 0: everything is as the server has it; 2: something could not be had or was refused, and what was held is in force.
// Runs the application's event loop until it is done.
[[nodiscard]] int runUpdate(const Options &options, const Clock &clock, Random &random, platform::Network &network, QIODevice &output,
                            QIODevice &errors);

} // namespace dd::counter
