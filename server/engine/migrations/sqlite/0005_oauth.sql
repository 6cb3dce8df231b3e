-- Signing in to a company's server by OAuth 2, and reports for IT.
-- Kept column by column like migrations/postgres; a test compares them.

ALTER TABLE recruiting_email ADD COLUMN sign_in_with TEXT NOT NULL DEFAULT 'password';

-- Somebody is at a provider, signing in. Ends with their session, and after ten minutes.
CREATE TABLE oauth_visit (
    state_hash BLOB PRIMARY KEY,
    session_hash BLOB NOT NULL REFERENCES session (token_hash) ON DELETE CASCADE,
    company_id BLOB NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    sealed_verifier BLOB NOT NULL,
    begun_at INTEGER NOT NULL
);
CREATE INDEX oauth_visit_by_session ON oauth_visit (session_hash);

-- What a provider gave a company. `version` grows with every change: who renews it writes only over what they read.
CREATE TABLE oauth_grant (
    company_id BLOB PRIMARY KEY REFERENCES company (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    sealed_access BLOB NOT NULL,
    access_until INTEGER NOT NULL,
    sealed_refresh BLOB NOT NULL,
    connected_at INTEGER NOT NULL,
    ends_at INTEGER,
    ended_at INTEGER,
    fault TEXT,
    version INTEGER NOT NULL
);

-- Links to a connection test's report that need no sign-in.
CREATE TABLE report_link (
    token_hash BLOB PRIMARY KEY,
    test_id BLOB NOT NULL REFERENCES connection_test (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    revoked_at INTEGER
);
CREATE INDEX report_link_by_test ON report_link (test_id, made_at);

-- Reports sent to IT departments: so that nobody sends many.
CREATE TABLE report_mail (
    id BLOB PRIMARY KEY,
    test_id BLOB NOT NULL REFERENCES connection_test (id) ON DELETE CASCADE,
    person_id BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    sent_at INTEGER NOT NULL
);
CREATE INDEX report_mail_by_time ON report_mail (sent_at);
