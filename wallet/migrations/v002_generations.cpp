// The activity log becomes a chain, consents and device keys get their place, and the first generation is counted.
#include "wallet/activity_chain.h"
#include "wallet/migrations/migrations.h"

namespace dd::wallet {

extern const char *const schemaVersion2;
const char *const schemaVersion2 = R"sql(

ALTER TABLE meta ADD COLUMN activity_anchor BLOB NOT NULL      -- what the first entry's hash begins with: zeros, or the
    DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000'; -- hash of the last one that was erased

ALTER TABLE activity ADD COLUMN hash BLOB NOT NULL DEFAULT x''; -- SHA-256(hash of the entry before ‖ this entry)

CREATE TABLE consents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    verifier_id TEXT NOT NULL,
    verifier_name TEXT NOT NULL,
    registered INTEGER NOT NULL CHECK (registered IN (0, 1)), -- the trust list names this verifier
    purpose TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    credential_type INTEGER NOT NULL,
    groups TEXT NOT NULL,                -- numbers, comma-separated
    text_hash BLOB NOT NULL              -- SHA-256 of the words that were agreed to, UTF-8
);

CREATE TABLE new_holder_keys (
    thumbprint BLOB PRIMARY KEY,         -- SHA-256 of the COSE_Key
    algorithm INTEGER NOT NULL,          -- COSE algorithm number
    public_key BLOB NOT NULL,            -- COSE_Key
    sealed_private BLOB,                 -- sealed once more, under a sub-key of the vault's key…
    device_name TEXT,                    -- …or the name under which the device keeps it
    created_at INTEGER NOT NULL,
    CHECK ((sealed_private IS NULL) <> (device_name IS NULL))
) WITHOUT ROWID;
INSERT INTO new_holder_keys SELECT thumbprint, algorithm, public_key, sealed_private, NULL, created_at FROM holder_keys;
DROP TABLE holder_keys;
ALTER TABLE new_holder_keys RENAME TO holder_keys;

UPDATE meta SET generation = generation + 1; -- RollbackGuard::adopt() sealed this number beforehand

)sql";

Result<void> fillVersion2(Database &database);
Result<void> fillVersion2(Database &database)
{
    return rechainActivity(database);
}

} // namespace dd::wallet
