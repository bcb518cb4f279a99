// What the counter prints with --json is what every other user of core gets.
#pragma once

#include "core/trust/verdict_json.h"

namespace dd::counter {

using trust::toJson;

} // namespace dd::counter
