-- The copy that went out instead of a message that failed: there is one at most.
ALTER TABLE outgoing ADD COLUMN replaced_by BYTEA REFERENCES outgoing (id);
-- It was to be sent again although nobody knew whether it had arrived: somebody may have it.
ALTER TABLE outgoing ADD COLUMN is_doubtful BOOLEAN NOT NULL DEFAULT FALSE;

-- When what somebody wrote to a candidate was sent or thrown away last. What was on its way here before that is too late.
CREATE TABLE draft_end (
    candidate_id BYTEA NOT NULL REFERENCES candidate (id) ON DELETE CASCADE,
    person_id BYTEA NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    ended_at BIGINT NOT NULL,
    PRIMARY KEY (candidate_id, person_id)
);

-- Servers write addresses in reports as they like.
CREATE INDEX outgoing_recipient_by_lower_address ON outgoing_recipient (lower(address), changed_at DESC);
DROP INDEX outgoing_recipient_by_address;
