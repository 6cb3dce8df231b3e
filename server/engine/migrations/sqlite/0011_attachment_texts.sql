-- The texts of files that came with messages, as far as they could be read. A file's place is its number in the message.
CREATE TABLE attachment_text (
    message_id BLOB NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (message_id, place)
);

ALTER TABLE message ADD COLUMN has_texts BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX message_to_extract ON message (received_at) WHERE NOT has_texts AND n_attachments > 0;
