-- What a virus scanner said of the files of a message. A file's place is its number in the message.
CREATE TABLE attachment_scan (
    message_id BLOB NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    state TEXT NOT NULL,
    found TEXT NOT NULL,
    scanned_at INTEGER NOT NULL,
    PRIMARY KEY (message_id, place)
);

-- When the files are to be scanned; nothing when they were. Not of messages that are not read yet: these are many for a
-- moment, and are taken in faster without.
ALTER TABLE message ADD COLUMN scan_due_at INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN n_scans INTEGER NOT NULL DEFAULT 0;
CREATE INDEX message_to_scan ON message (received_at) WHERE scan_due_at IS NOT NULL AND reason <> 'arrived';
