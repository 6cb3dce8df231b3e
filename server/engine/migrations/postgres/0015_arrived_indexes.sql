-- What has only just arrived stands in no index that is for sorted messages: accepting it changes fewer pages.
DROP INDEX message_by_digest;
CREATE INDEX message_by_digest ON message (digest) WHERE digest IS NOT NULL;
DROP INDEX message_to_index;
CREATE INDEX message_to_index ON message (received_at) WHERE NOT is_searchable AND reason <> 'arrived';
