// SQLite's result codes as our errors. Wallet-internal.
#pragma once

#include "core/base/result.h"

namespace dd::wallet {

// The detail is SQLite's fixed text for the code, never its message about the statement.
[[nodiscard]] std::unexpected<Error> sqliteFailure(int resultCode, const char *stage);

} // namespace dd::wallet
