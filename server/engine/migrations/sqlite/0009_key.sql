-- Which key file this store belongs to.
-- Kept column by column like migrations/postgres; a test compares them.

-- One row: a keyed digest of nothing, by which a key file is told from another one.
CREATE TABLE key_identity (
    digest BLOB NOT NULL
);
