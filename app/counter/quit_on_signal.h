// SIGTERM and SIGINT end the event loop, so that what is open is closed in order.
#pragma once

namespace dd::counter {

void quitOnSignals();

} // namespace dd::counter
