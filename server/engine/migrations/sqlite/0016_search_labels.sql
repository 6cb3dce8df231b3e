-- What a message is (where it stands, of which company and position, with files) is a word with a sign. Words are what
-- stands between blanks: which characters they have is decided before. What was taken in is taken in again.
DELETE FROM search_document;
DELETE FROM search_day;
DROP TABLE search_word;
CREATE VIRTUAL TABLE search_word USING fts5 (
    sender, recipients, content, tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'",
    content = '', contentless_delete = 1, detail = column, prefix = '2 3 4 5'
);
UPDATE message SET is_searchable = FALSE WHERE is_searchable;
UPDATE outgoing SET is_searchable = FALSE WHERE is_searchable;
