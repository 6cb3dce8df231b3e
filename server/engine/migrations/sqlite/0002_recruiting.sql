-- Subcompanies, positions, candidates, and what is written to them.
-- Kept column by column like migrations/postgres; a test compares them.

-- A subcompany is a company with a main company. Its account_name is the main company's with its tag: `acme+berlin`.
ALTER TABLE company ADD COLUMN main_id BLOB REFERENCES company (id);
ALTER TABLE company ADD COLUMN retired_at INTEGER;
ALTER TABLE company ADD COLUMN signature TEXT NOT NULL DEFAULT '';

-- No row of recruiting_email means inherited; one that was given back is kept here for undoing that.
ALTER TABLE recruiting_email ADD COLUMN given_back_at INTEGER;

-- `search` is the title in lower case, because the databases differ in how they compare letters.
CREATE TABLE position (
    id BLOB PRIMARY KEY,
    company_id BLOB NOT NULL REFERENCES company (id),
    title TEXT NOT NULL,
    search TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX position_by_status ON position (status, created_at DESC, id DESC);
CREATE INDEX position_by_creation ON position (created_at DESC, id DESC);
CREATE INDEX position_by_company ON position (company_id);

-- One that was merged into another keeps its row, so that the merge can be undone. `search` is the name in plain letters,
-- its words in order: two that have the same are namesakes.
CREATE TABLE candidate (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    notes TEXT NOT NULL,
    search TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_message_at INTEGER NOT NULL,
    merged_into BLOB REFERENCES candidate (id)
);
CREATE INDEX candidate_by_activity ON candidate (last_message_at DESC, id DESC);
CREATE INDEX candidate_by_name ON candidate (search);

-- The words a candidate is found by: of their name, addresses and phone. As bytes, so that a prefix is a range.
CREATE TABLE candidate_word (
    word BLOB NOT NULL,
    candidate_id BLOB NOT NULL REFERENCES candidate (id) ON DELETE CASCADE,
    PRIMARY KEY (word, candidate_id)
);
CREATE INDEX candidate_word_by_candidate ON candidate_word (candidate_id, word);

-- An address may be known of several people: then it decides nothing. In lower case.
CREATE TABLE candidate_address (
    address TEXT NOT NULL,
    candidate_id BLOB NOT NULL REFERENCES candidate (id) ON DELETE CASCADE,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (address, candidate_id)
);
CREATE INDEX candidate_address_by_candidate ON candidate_address (candidate_id);

CREATE TABLE application (
    id BLOB PRIMARY KEY,
    candidate_id BLOB NOT NULL REFERENCES candidate (id) ON DELETE CASCADE,
    position_id BLOB NOT NULL REFERENCES position (id),
    stage TEXT NOT NULL,
    applied_at INTEGER NOT NULL,
    UNIQUE (candidate_id, position_id)
);
CREATE INDEX application_by_position ON application (position_id, applied_at DESC, id DESC);

-- What moved when two candidates became one; undoing moves it back.
CREATE TABLE merge (
    id BLOB PRIMARY KEY,
    kept_id BLOB NOT NULL REFERENCES candidate (id),
    gone_id BLOB NOT NULL REFERENCES candidate (id),
    person_id BLOB NOT NULL REFERENCES person (id),
    moved TEXT NOT NULL,
    merged_at INTEGER NOT NULL,
    undone_at INTEGER
);
CREATE INDEX merge_by_kept ON merge (kept_id, merged_at DESC);

ALTER TABLE message ADD COLUMN company_id BLOB REFERENCES company (id);
-- Until now there was one company.
UPDATE message SET company_id = (SELECT id FROM company WHERE main_id IS NULL);
CREATE INDEX message_by_company ON message (company_id, received_at DESC) WHERE company_id IS NOT NULL;
ALTER TABLE message ADD COLUMN candidate_id BLOB REFERENCES candidate (id);
ALTER TABLE message ADD COLUMN position_id BLOB REFERENCES position (id);
-- The outgoing message that this one answers or reports on.
ALTER TABLE message ADD COLUMN outgoing_id BLOB;
ALTER TABLE message ADD COLUMN reply_to_address TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN in_reply_to TEXT NOT NULL DEFAULT '';
-- What the reason is about: the address, the relay, the colleague who forwarded.
ALTER TABLE message ADD COLUMN reason_detail TEXT NOT NULL DEFAULT '';
-- Grows with every decision, so that a second one is told about the first.
ALTER TABLE message ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
CREATE INDEX message_by_candidate ON message (candidate_id, received_at DESC, id DESC) WHERE candidate_id IS NOT NULL;
CREATE INDEX message_by_sender ON message (from_address) WHERE state = 'unassigned';

-- Every decision of a person about messages, with what was before: undoing writes that back while nobody has decided since.
CREATE TABLE decision (
    id BLOB NOT NULL,
    message_id BLOB NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    person_id BLOB NOT NULL REFERENCES person (id),
    decided_at INTEGER NOT NULL,
    version_after INTEGER NOT NULL,
    state_before TEXT NOT NULL,
    reason_before TEXT NOT NULL,
    detail_before TEXT NOT NULL,
    candidate_before BLOB,
    position_before BLOB,
    state_after TEXT NOT NULL,
    candidate_after BLOB,
    learned_address TEXT NOT NULL,
    unlearned_address TEXT NOT NULL,
    made_candidate BOOLEAN NOT NULL,
    made_application BLOB,
    undone_at INTEGER,
    PRIMARY KEY (id, message_id)
);
CREATE INDEX decision_by_message ON decision (message_id, decided_at DESC);
CREATE INDEX decision_by_learned ON decision (learned_address) WHERE learned_address <> '';

-- What somebody is writing. One per candidate and person.
CREATE TABLE draft (
    candidate_id BLOB NOT NULL REFERENCES candidate (id) ON DELETE CASCADE,
    person_id BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    position_id BLOB REFERENCES position (id),
    recipients TEXT NOT NULL,
    cc TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    -- The newest message of the conversation that its writer has seen, by its moment.
    seen_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (candidate_id, person_id)
);

-- A file waits with a draft until that is queued, and stays with the outgoing message from then on.
CREATE TABLE outgoing_file (
    id BLOB PRIMARY KEY,
    candidate_id BLOB NOT NULL REFERENCES candidate (id) ON DELETE CASCADE,
    person_id BLOB NOT NULL REFERENCES person (id),
    outgoing_id BLOB,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    bytes BLOB NOT NULL
);
CREATE INDEX outgoing_file_by_draft ON outgoing_file (candidate_id, person_id) WHERE outgoing_id IS NULL;
CREATE INDEX outgoing_file_by_outgoing ON outgoing_file (outgoing_id) WHERE outgoing_id IS NOT NULL;

CREATE TABLE template (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    changed_at INTEGER NOT NULL
);

-- The outbox. Sender and server are not in it: they are read from the settings when it is sent; from_address and
-- route say afterwards what they were.
CREATE TABLE outgoing (
    id BLOB PRIMARY KEY,
    candidate_id BLOB REFERENCES candidate (id),
    position_id BLOB REFERENCES position (id),
    person_id BLOB REFERENCES person (id),
    message_id TEXT NOT NULL UNIQUE,
    in_reply_to TEXT NOT NULL,
    refs TEXT NOT NULL,
    recipients TEXT NOT NULL,
    cc TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    server_words TEXT NOT NULL,
    queue_id TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    give_up_at INTEGER NOT NULL,
    n_attempts INTEGER NOT NULL,
    leased_until INTEGER,
    lease BLOB,
    -- The content is about to be handed over, or was: without a recorded answer nobody knows.
    data_begun_at INTEGER,
    from_address TEXT NOT NULL,
    route TEXT NOT NULL,
    company_id BLOB REFERENCES company (id),
    ended_at INTEGER,
    -- Somebody has dealt with what went wrong.
    settled_at INTEGER
);
CREATE INDEX outgoing_by_state ON outgoing (state, created_at DESC, id DESC);
CREATE INDEX outgoing_by_creation ON outgoing (created_at DESC, id DESC);
CREATE INDEX outgoing_by_company ON outgoing (company_id, created_at DESC, id DESC);
CREATE INDEX outgoing_due ON outgoing (company_id, not_before) WHERE state IN ('waiting', 'delayed', 'sending');
CREATE INDEX outgoing_needs_a_person ON outgoing (created_at DESC, id DESC) WHERE state IN ('refused', 'unclear', 'bounced') AND settled_at IS NULL;
CREATE INDEX outgoing_sent ON outgoing (position_id, ended_at DESC) WHERE state = 'sent';
CREATE INDEX outgoing_by_candidate ON outgoing (candidate_id, created_at DESC, id DESC);

CREATE TABLE outgoing_recipient (
    outgoing_id BLOB NOT NULL REFERENCES outgoing (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    state TEXT NOT NULL,
    status TEXT NOT NULL,
    words TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (outgoing_id, address)
);
CREATE INDEX outgoing_recipient_by_address ON outgoing_recipient (address, changed_at DESC);

-- A server that does not take messages: whose messages wait because of it, since when, and when admins were told.
CREATE TABLE server_trouble (
    company_id BLOB PRIMARY KEY REFERENCES company (id),
    failing_since INTEGER,
    n_messages INTEGER NOT NULL,
    is_relay BOOLEAN NOT NULL,
    cause TEXT NOT NULL,
    words TEXT NOT NULL,
    told_at INTEGER
);
