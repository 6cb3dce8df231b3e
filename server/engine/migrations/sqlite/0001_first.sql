-- Times are microseconds since 1970 in UTC, ids the sixteen bytes of a UUID, lists and records JSON.
-- Kept column by column like migrations/postgres; a test compares them.

CREATE TABLE company (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    account_name TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
);

CREATE TABLE person (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    address TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL
);

CREATE TABLE sign_in_failure (
    who TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
);

CREATE TABLE recruiting_email (
    company_id BLOB PRIMARY KEY REFERENCES company (id) ON DELETE CASCADE,
    use_custom BOOLEAN NOT NULL,
    custom_address TEXT NOT NULL,
    use_for_sending BOOLEAN NOT NULL,
    host TEXT NOT NULL,
    port TEXT NOT NULL,
    encryption TEXT NOT NULL,
    account TEXT NOT NULL,
    sealed_password BLOB,
    fingerprint BLOB NOT NULL,
    changed_at INTEGER NOT NULL
);

CREATE TABLE connection_test (
    id BLOB PRIMARY KEY,
    company_id BLOB NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    state TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    settings TEXT NOT NULL,
    stages TEXT NOT NULL,
    arrival TEXT
);
CREATE INDEX connection_test_by_start ON connection_test (company_id, started_at DESC);
CREATE INDEX connection_test_running ON connection_test (state) WHERE state IN ('sending', 'waiting');

CREATE TABLE message (
    id BLOB PRIMARY KEY,
    received_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    state_before TEXT,
    reason TEXT NOT NULL,
    kind TEXT NOT NULL,
    mail_from TEXT NOT NULL,
    recipients TEXT NOT NULL,
    client TEXT NOT NULL,
    helo TEXT NOT NULL,
    over_tls BOOLEAN NOT NULL,
    size_bytes INTEGER NOT NULL,
    digest BLOB,
    message_id TEXT NOT NULL DEFAULT '',
    from_name TEXT NOT NULL DEFAULT '',
    from_address TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    first_words TEXT NOT NULL DEFAULT '',
    n_attachments INTEGER NOT NULL DEFAULT 0,
    test_id BLOB
);
CREATE INDEX message_by_state ON message (state, received_at DESC, id DESC);
CREATE INDEX message_by_digest ON message (digest);
CREATE INDEX message_arrived ON message (received_at) WHERE reason = 'arrived';

-- Apart from `message`, so that lists never page through the bytes of mails.
CREATE TABLE raw_message (
    message_id BLOB PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    bytes BLOB NOT NULL
);

CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    n INTEGER NOT NULL
);
INSERT INTO counter (name, n) VALUES ('accepted', 0);
