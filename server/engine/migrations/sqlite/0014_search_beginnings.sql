-- Beginnings of two to five letters have lists of their own: of those of a frequent word, the lists of all words that
-- begin so are too many to be put together while somebody waits. What was taken in is taken in again.
DELETE FROM search_document;
DROP TABLE search_word;
CREATE VIRTUAL TABLE search_word USING fts5 (
    sender, recipients, content,
    tokenize = 'unicode61 remove_diacritics 0', content = '', contentless_delete = 1, detail = column, prefix = '2 3 4 5'
);
UPDATE message SET is_searchable = FALSE WHERE is_searchable;
UPDATE outgoing SET is_searchable = FALSE WHERE is_searchable;

-- Between which numbers the messages of a day (in days since 1970, UTC) stand: whoever looks for old ones begins there.
CREATE TABLE search_day (
    day INTEGER PRIMARY KEY,
    n_min INTEGER NOT NULL,
    n_max INTEGER NOT NULL
);
