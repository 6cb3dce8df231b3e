-- Mailboxes that mail is fetched from, of companies that cannot redirect.
-- Kept column by column like migrations/postgres; a test compares them.

CREATE TABLE mailbox (
    company_id BLOB PRIMARY KEY REFERENCES company (id) ON DELETE CASCADE,
    -- As typed.
    host TEXT NOT NULL,
    port TEXT NOT NULL,
    encryption TEXT NOT NULL,
    sign_in_with TEXT NOT NULL,
    account TEXT NOT NULL,
    sealed_password BLOB,
    folder TEXT NOT NULL,
    is_on BOOLEAN NOT NULL DEFAULT FALSE,
    -- Grows with every change of what stands above.
    version INTEGER NOT NULL DEFAULT 1,
    -- Where we are: numbers hold as long as uid_validity stays. Below floor_below, only what came since_at or later counts.
    since_at INTEGER NOT NULL DEFAULT 0,
    uid_validity INTEGER,
    last_uid INTEGER NOT NULL DEFAULT 0,
    floor_below INTEGER NOT NULL DEFAULT 0,
    -- How it goes.
    looked_at INTEGER,
    fetched_at INTEGER,
    n_fetched INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    fault TEXT,
    said TEXT NOT NULL DEFAULT '',
    mark TEXT NOT NULL DEFAULT '',
    -- Who fetches, and until when without a sign of life.
    leased_by BLOB,
    leased_until INTEGER NOT NULL DEFAULT 0,
    -- The newest test.
    tested_at INTEGER,
    test_fault TEXT,
    test_said TEXT NOT NULL DEFAULT '',
    test_messages INTEGER NOT NULL DEFAULT 0
);

-- What was taken: written before it is accepted, so that nothing is taken twice.
CREATE TABLE mailbox_message (
    company_id BLOB NOT NULL REFERENCES mailbox (company_id) ON DELETE CASCADE,
    uid_validity INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    message_id BLOB NOT NULL,
    is_marked BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (company_id, uid_validity, uid)
);
CREATE INDEX mailbox_message_by_message ON mailbox_message (message_id);
CREATE INDEX mailbox_message_unmarked ON mailbox_message (company_id, uid_validity, uid) WHERE NOT is_marked;

-- What was not taken, so that somebody can look for it.
CREATE TABLE mailbox_skipped (
    company_id BLOB NOT NULL REFERENCES mailbox (company_id) ON DELETE CASCADE,
    uid_validity INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    skipped_at INTEGER NOT NULL,
    why TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (company_id, uid_validity, uid)
);

-- Whether somebody signs in at a provider for the mailbox.
ALTER TABLE oauth_visit ADD COLUMN for_mailbox BOOLEAN NOT NULL DEFAULT FALSE;
