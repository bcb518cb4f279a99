// Times are seconds UTC. Tokens are kept byte for byte, for a signature covers the bytes.
namespace dd::wallet {

extern const char *const schemaVersion1;
const char *const schemaVersion1 = R"sql(

CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL          -- what the rollback record is compared with
);
INSERT INTO meta (id, generation) VALUES (1, 0);

CREATE TABLE credentials (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,     -- SHA-256 of the token
    holder_thumbprint BLOB NOT NULL,
    demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
    added_at INTEGER NOT NULL
);

CREATE TABLE holder_keys (
    thumbprint BLOB PRIMARY KEY,         -- SHA-256 of the COSE_Key
    algorithm INTEGER NOT NULL,          -- COSE algorithm number
    public_key BLOB NOT NULL,            -- COSE_Key
    sealed_private BLOB NOT NULL,        -- sealed once more, under a sub-key of the vault's key
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE card (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    read_at INTEGER NOT NULL,
    demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
    summary BLOB NOT NULL,
    face_image BLOB NOT NULL
);

CREATE TABLE declarations (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    created_at INTEGER NOT NULL,
    delivered_at INTEGER,
    content BLOB NOT NULL,
    receipt_credential INTEGER REFERENCES credentials (id) ON DELETE SET NULL,
    refusal TEXT NOT NULL
);
CREATE INDEX declarations_by_time ON declarations (created_at);
CREATE INDEX declarations_by_receipt ON declarations (receipt_credential);

CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    audience TEXT NOT NULL,
    credential_type INTEGER NOT NULL,
    groups TEXT NOT NULL                 -- numbers, comma-separated
);

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

)sql";

} // namespace dd::wallet
