-- What messages are found by. Numbered in the order they were taken in: the newest are looked at first. A number is
-- never given twice, because the words below stay a moment longer than what they were of.
CREATE TABLE search_document (
    n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id BYTEA UNIQUE REFERENCES message (id) ON DELETE CASCADE,
    outgoing_id BYTEA UNIQUE REFERENCES outgoing (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    files TEXT NOT NULL,
    n_files BIGINT NOT NULL
);

-- Their words in plain letters: A of the sender, B of the recipients, C of everything else. In SQLite this is a
-- full-text table with a column for each.
CREATE TABLE search_word (
    n BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL
);
CREATE INDEX search_word_by_word ON search_word USING gin (words);

ALTER TABLE message ADD COLUMN is_searchable BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX message_to_index ON message (received_at) WHERE NOT is_searchable;
ALTER TABLE outgoing ADD COLUMN is_searchable BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX outgoing_to_index ON outgoing (ended_at) WHERE NOT is_searchable AND ended_at IS NOT NULL;
