// What may follow what in the life of a declaration (Circular 116/2026, art. 3 and the forms it names): a pure table.
//
//     draft -> consent pending -> queued -> submitted -> received <-> supplement required -> accepted | refused -> issued
//
// and beside it withdrawn and expired.
#pragma once

#include "wallet/stores.h"

namespace dd::wallet {

// A state may always be saved again.
[[nodiscard]] bool canBecome(StoredDeclaration::State from, StoredDeclaration::State to);
// Said by the authority alone, and proven by its receipt. (A refusal may also come as an answer without one.)
[[nodiscard]] bool needsReceipt(StoredDeclaration::State state);
// A receipt may skip what was never heard of while the phone was off: any way through the table, but for what was never sent.
[[nodiscard]] bool receiptMayLead(StoredDeclaration::State from, StoredDeclaration::State to);

} // namespace dd::wallet
