#pragma once

#include <stop_token>

namespace dd::counter {

// SIGINT or SIGTERM requests a stop, so that the card is let go of in good order; a second one ends the program. To be called
// before the first thread starts.
void stopOnSignals(std::stop_source stop);

} // namespace dd::counter
