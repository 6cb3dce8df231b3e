-- What scripts use: tokens, and webhooks with what waits for them.
-- Kept column by column like migrations/postgres; a test compares them.

-- The token itself is shown once and kept as a hash. `scopes` are words with blanks between them.
CREATE TABLE api_token (
    id BLOB PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    per_minute INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
);

CREATE TABLE webhook (
    id BLOB PRIMARY KEY,
    url TEXT NOT NULL,
    sealed_secret BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    -- Failures since the last success, and when it is worth trying again.
    n_failures INTEGER NOT NULL DEFAULT 0,
    retry_at INTEGER NOT NULL DEFAULT 0,
    last_success_at INTEGER,
    last_failure_at INTEGER,
    last_failure TEXT NOT NULL DEFAULT '',
    -- What was never told: it waited too long, or too much waited already.
    n_lost INTEGER NOT NULL DEFAULT 0
);

-- One that was taken by its receiver is deleted.
CREATE TABLE webhook_delivery (
    id BLOB PRIMARY KEY,
    webhook_id BLOB NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    message_id BLOB NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    n_attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at, id);
CREATE INDEX webhook_delivery_by_message ON webhook_delivery (message_id);
