-- Signing in to a company's server by OAuth 2, and reports for IT.
-- Kept column by column like migrations/sqlite; a test compares them.

ALTER TABLE recruiting_email ADD COLUMN sign_in_with TEXT NOT NULL DEFAULT 'password';

-- Somebody is at a provider, signing in. Ends with their session, and after ten minutes.
CREATE TABLE oauth_visit (
    state_hash BYTEA PRIMARY KEY,
    session_hash BYTEA NOT NULL REFERENCES session (token_hash) ON DELETE CASCADE,
    company_id BYTEA NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    sealed_verifier BYTEA NOT NULL,
    begun_at BIGINT NOT NULL
);
CREATE INDEX oauth_visit_by_session ON oauth_visit (session_hash);

-- What a provider gave a company. `version` grows with every change: who renews it writes only over what they read.
CREATE TABLE oauth_grant (
    company_id BYTEA PRIMARY KEY REFERENCES company (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    sealed_access BYTEA NOT NULL,
    access_until BIGINT NOT NULL,
    sealed_refresh BYTEA NOT NULL,
    connected_at BIGINT NOT NULL,
    ends_at BIGINT,
    ended_at BIGINT,
    fault TEXT,
    version BIGINT NOT NULL
);

-- Links to a connection test's report that need no sign-in.
CREATE TABLE report_link (
    token_hash BYTEA PRIMARY KEY,
    test_id BYTEA NOT NULL REFERENCES connection_test (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX report_link_by_test ON report_link (test_id, made_at);

-- Reports sent to IT departments: so that nobody sends many.
CREATE TABLE report_mail (
    id BYTEA PRIMARY KEY,
    test_id BYTEA NOT NULL REFERENCES connection_test (id) ON DELETE CASCADE,
    person_id BYTEA NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    sent_at BIGINT NOT NULL
);
CREATE INDEX report_mail_by_time ON report_mail (sent_at);
