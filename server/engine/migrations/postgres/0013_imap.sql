-- Mailboxes that mail is fetched from, of companies that cannot redirect.
-- Kept column by column like migrations/sqlite; a test compares them.

CREATE TABLE mailbox (
    company_id BYTEA PRIMARY KEY REFERENCES company (id) ON DELETE CASCADE,
    -- As typed.
    host TEXT NOT NULL,
    port TEXT NOT NULL,
    encryption TEXT NOT NULL,
    sign_in_with TEXT NOT NULL,
    account TEXT NOT NULL,
    sealed_password BYTEA,
    folder TEXT NOT NULL,
    is_on BOOLEAN NOT NULL DEFAULT FALSE,
    -- Grows with every change of what stands above.
    version BIGINT NOT NULL DEFAULT 1,
    -- Where we are: numbers hold as long as uid_validity stays. Below floor_below, only what came since_at or later counts.
    since_at BIGINT NOT NULL DEFAULT 0,
    uid_validity BIGINT,
    last_uid BIGINT NOT NULL DEFAULT 0,
    floor_below BIGINT NOT NULL DEFAULT 0,
    -- How it goes.
    looked_at BIGINT,
    fetched_at BIGINT,
    n_fetched BIGINT NOT NULL DEFAULT 0,
    failing_since BIGINT,
    fault TEXT,
    said TEXT NOT NULL DEFAULT '',
    mark TEXT NOT NULL DEFAULT '',
    -- Who fetches, and until when without a sign of life.
    leased_by BYTEA,
    leased_until BIGINT NOT NULL DEFAULT 0,
    -- The newest test.
    tested_at BIGINT,
    test_fault TEXT,
    test_said TEXT NOT NULL DEFAULT '',
    test_messages BIGINT NOT NULL DEFAULT 0
);

-- What was taken: written before it is accepted, so that nothing is taken twice.
CREATE TABLE mailbox_message (
    company_id BYTEA NOT NULL REFERENCES mailbox (company_id) ON DELETE CASCADE,
    uid_validity BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    message_id BYTEA NOT NULL,
    is_marked BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (company_id, uid_validity, uid)
);
CREATE INDEX mailbox_message_by_message ON mailbox_message (message_id);
CREATE INDEX mailbox_message_unmarked ON mailbox_message (company_id, uid_validity, uid) WHERE NOT is_marked;

-- What was not taken, so that somebody can look for it.
CREATE TABLE mailbox_skipped (
    company_id BYTEA NOT NULL REFERENCES mailbox (company_id) ON DELETE CASCADE,
    uid_validity BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    skipped_at BIGINT NOT NULL,
    why TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (company_id, uid_validity, uid)
);

-- Whether somebody signs in at a provider for the mailbox.
ALTER TABLE oauth_visit ADD COLUMN for_mailbox BOOLEAN NOT NULL DEFAULT FALSE;
