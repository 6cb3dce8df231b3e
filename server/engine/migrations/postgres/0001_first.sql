-- Times are microseconds since 1970 in UTC, ids the sixteen bytes of a UUID, lists and records JSON.
-- Kept column by column like migrations/sqlite; a test compares them.

CREATE TABLE company (
    id BYTEA PRIMARY KEY,
    name TEXT NOT NULL,
    account_name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE person (
    id BYTEA PRIMARY KEY,
    name TEXT NOT NULL,
    address TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE session (
    token_hash BYTEA PRIMARY KEY,
    person_id BYTEA NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL
);

CREATE TABLE sign_in_failure (
    who TEXT PRIMARY KEY,
    n BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);

CREATE TABLE recruiting_email (
    company_id BYTEA PRIMARY KEY REFERENCES company (id) ON DELETE CASCADE,
    use_custom BOOLEAN NOT NULL,
    custom_address TEXT NOT NULL,
    use_for_sending BOOLEAN NOT NULL,
    host TEXT NOT NULL,
    port TEXT NOT NULL,
    encryption TEXT NOT NULL,
    account TEXT NOT NULL,
    sealed_password BYTEA,
    fingerprint BYTEA NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE connection_test (
    id BYTEA PRIMARY KEY,
    company_id BYTEA NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    state TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    settings TEXT NOT NULL,
    stages TEXT NOT NULL,
    arrival TEXT
);
CREATE INDEX connection_test_by_start ON connection_test (company_id, started_at DESC);
CREATE INDEX connection_test_running ON connection_test (state) WHERE state IN ('sending', 'waiting');

CREATE TABLE message (
    id BYTEA PRIMARY KEY,
    received_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    state_before TEXT,
    reason TEXT NOT NULL,
    kind TEXT NOT NULL,
    mail_from TEXT NOT NULL,
    recipients TEXT NOT NULL,
    client TEXT NOT NULL,
    helo TEXT NOT NULL,
    over_tls BOOLEAN NOT NULL,
    size_bytes BIGINT NOT NULL,
    digest BYTEA,
    message_id TEXT NOT NULL DEFAULT '',
    from_name TEXT NOT NULL DEFAULT '',
    from_address TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    first_words TEXT NOT NULL DEFAULT '',
    n_attachments BIGINT NOT NULL DEFAULT 0,
    test_id BYTEA
);
CREATE INDEX message_by_state ON message (state, received_at DESC, id DESC);
CREATE INDEX message_by_digest ON message (digest);
CREATE INDEX message_arrived ON message (received_at) WHERE reason = 'arrived';

-- Apart from `message`, so that lists never page through the bytes of mails.
CREATE TABLE raw_message (
    message_id BYTEA PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    bytes BYTEA NOT NULL
);

CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    n BIGINT NOT NULL
);
INSERT INTO counter (name, n) VALUES ('accepted', 0);
