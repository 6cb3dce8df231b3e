-- What messages are found by. Numbered in the order they were taken in: the newest are looked at first. A number is
-- never given twice, because the words below stay a moment longer than what they were of.
CREATE TABLE search_document (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id BLOB UNIQUE REFERENCES message (id) ON DELETE CASCADE,
    outgoing_id BLOB UNIQUE REFERENCES outgoing (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    files TEXT NOT NULL,
    n_files INTEGER NOT NULL
);

-- Their words in plain letters, each once. In PostgreSQL this is a table with one column of words.
CREATE VIRTUAL TABLE search_word USING fts5 (
    sender, recipients, content,
    tokenize = 'unicode61 remove_diacritics 0', content = '', contentless_delete = 1, detail = column, prefix = '3'
);

ALTER TABLE message ADD COLUMN is_searchable BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX message_to_index ON message (received_at) WHERE NOT is_searchable;
ALTER TABLE outgoing ADD COLUMN is_searchable BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX outgoing_to_index ON outgoing (ended_at) WHERE NOT is_searchable AND ended_at IS NOT NULL;
