-- Who really sent the messages that came in.
-- Kept column by column like migrations/sqlite; a test compares them.

-- When a message is due to be looked at; nothing when that was done, or when nobody can tell. Messages that were there
-- before this was known are left as they are: keys of old signatures have been taken back by now.
ALTER TABLE message ADD COLUMN authenticate_at BIGINT;
CREATE INDEX message_to_authenticate ON message (authenticate_at) WHERE authenticate_at IS NOT NULL;

CREATE TABLE authentication (
    message_id BYTEA PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    checked_at BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    domain TEXT NOT NULL,
    results TEXT NOT NULL,
    -- The domain of a valid signature that fits From, or else of any; what a test mail shows about the company's server.
    signed_by TEXT NOT NULL,
    n_attempts BIGINT NOT NULL
);
