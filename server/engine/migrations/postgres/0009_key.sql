-- Which key file this store belongs to.
-- Kept column by column like migrations/sqlite; a test compares them.

-- One row: a keyed digest of nothing, by which a key file is told from another one.
CREATE TABLE key_identity (
    digest BYTEA NOT NULL
);
