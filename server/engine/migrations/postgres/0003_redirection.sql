-- What comes of the mails of a connection test, and the verdict over it.
-- Kept column by column like migrations/sqlite; a test compares them.

-- `sent` is what was sent, as JSON. What came has a table of its own: of one mail there may be several.
ALTER TABLE connection_test ADD COLUMN sent TEXT NOT NULL DEFAULT '[]';
ALTER TABLE connection_test ADD COLUMN verdict TEXT;
ALTER TABLE connection_test ADD COLUMN is_elsewhere BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE connection_test DROP COLUMN arrival;

CREATE TABLE test_arrival (
    message_id BYTEA PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    test_id BYTEA NOT NULL REFERENCES connection_test (id) ON DELETE CASCADE,
    received_at BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    found TEXT NOT NULL
);
CREATE INDEX test_arrival_by_test ON test_arrival (test_id, received_at);

-- Services that ask to confirm a redirection are looked for whenever the wizard is open.
CREATE INDEX message_confirming ON message (received_at DESC) WHERE kind = 'confirmation';

-- A connection that works is tested daily, unless somebody has switched that off.
ALTER TABLE connection_test ADD COLUMN is_daily BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE recruiting_email ADD COLUMN daily_test BOOLEAN NOT NULL DEFAULT TRUE;

-- The settings of before, to go back to; known by when they were made. The password is sealed for its row.
CREATE TABLE settings_version (
    company_id BYTEA NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    changed_at BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    use_custom BOOLEAN NOT NULL,
    custom_address TEXT NOT NULL,
    use_for_sending BOOLEAN NOT NULL,
    host TEXT NOT NULL,
    port TEXT NOT NULL,
    encryption TEXT NOT NULL,
    account TEXT NOT NULL,
    sealed_password BYTEA,
    fingerprint BYTEA NOT NULL,
    PRIMARY KEY (company_id, changed_at)
);
