// Lists come from columns instead of tokens, one-time copies get their place, a consent goes with its entry of the history, and
// a declaration has all the states that the authority may tell.
#include "wallet/migrations/migrations.h"
#include "wallet/store_support.h"

namespace dd::wallet {

// The credentials table grows columns instead of being made anew: receipts and copies point at its rows, and dropping it would
// follow those pointers. Type 0 is a token that this version cannot read; it is kept and shown in no list.
extern const char *const schemaVersion3;
const char *const schemaVersion3 = R"sql(

ALTER TABLE credentials ADD COLUMN credential_type INTEGER NOT NULL DEFAULT 0; -- vct
ALTER TABLE credentials ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;            -- of a pass, or of the declaration of a receipt
ALTER TABLE credentials ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;        -- level of an identity, trips of a pass, state of a receipt
ALTER TABLE credentials ADD COLUMN issued_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN valid_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN valid_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;      -- of the token; a pass may end before it
ALTER TABLE credentials ADD COLUMN from_province TEXT NOT NULL DEFAULT '';     -- of a pass, each with the version of its table
ALTER TABLE credentials ADD COLUMN from_table INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN to_province TEXT NOT NULL DEFAULT '';
ALTER TABLE credentials ADD COLUMN to_table INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN dossier TEXT NOT NULL DEFAULT '';           -- code of a receipt's
CREATE INDEX credentials_by_type ON credentials (credential_type, id DESC);
CREATE INDEX credentials_by_key ON credentials (holder_thumbprint);

CREATE TABLE copies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    credential INTEGER NOT NULL REFERENCES credentials (id) ON DELETE CASCADE,
    token BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,     -- SHA-256 of the token
    holder_thumbprint BLOB NOT NULL,     -- a key of its own
    presented_at INTEGER                 -- last; NULL: never yet
);
CREATE INDEX copies_by_turn ON copies (credential, presented_at, id);

ALTER TABLE consents ADD COLUMN activity INTEGER REFERENCES activity (id) ON DELETE CASCADE;
CREATE INDEX consents_by_activity ON consents (activity);

CREATE TABLE new_declarations (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 10), -- StoredDeclaration::State
    created_at INTEGER NOT NULL,
    delivered_at INTEGER,
    content BLOB NOT NULL,
    receipt_credential INTEGER REFERENCES credentials (id) ON DELETE SET NULL,
    refusal TEXT NOT NULL
);
INSERT INTO new_declarations SELECT id, state, created_at, delivered_at, content, receipt_credential, refusal FROM declarations;
DROP TABLE declarations;
ALTER TABLE new_declarations RENAME TO declarations;
CREATE INDEX declarations_by_time ON declarations (created_at);
CREATE INDEX declarations_by_receipt ON declarations (receipt_credential);

)sql";

Result<void> fillVersion3(Database &database);
Result<void> fillVersion3(Database &database)
{
    return fillCredentialColumns(database);
}

} // namespace dd::wallet
