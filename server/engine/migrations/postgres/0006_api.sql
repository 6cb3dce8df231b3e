-- What scripts use: tokens, and webhooks with what waits for them.
-- Kept column by column like migrations/sqlite; a test compares them.

-- The token itself is shown once and kept as a hash. `scopes` are words with blanks between them.
CREATE TABLE api_token (
    id BYTEA PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    per_minute BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT
);

CREATE TABLE webhook (
    id BYTEA PRIMARY KEY,
    url TEXT NOT NULL,
    sealed_secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    -- Failures since the last success, and when it is worth trying again.
    n_failures BIGINT NOT NULL DEFAULT 0,
    retry_at BIGINT NOT NULL DEFAULT 0,
    last_success_at BIGINT,
    last_failure_at BIGINT,
    last_failure TEXT NOT NULL DEFAULT '',
    -- What was never told: it waited too long, or too much waited already.
    n_lost BIGINT NOT NULL DEFAULT 0
);

-- One that was taken by its receiver is deleted.
CREATE TABLE webhook_delivery (
    id BYTEA PRIMARY KEY,
    webhook_id BYTEA NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    message_id BYTEA NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    n_attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at, id);
CREATE INDEX webhook_delivery_by_message ON webhook_delivery (message_id);
