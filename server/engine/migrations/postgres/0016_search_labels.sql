-- What a message is (where it stands, of which company and position, with files), whose a word is, and which runs of
-- documents one belongs to, are words themselves: the lists of words answer alone. What they are lists of stands aside once
-- it is long (two kilobytes), so that whoever looks up documents with a word finds many on a page. What was taken in is
-- taken in again.
TRUNCATE search_document, search_word, search_day RESTART IDENTITY;
ALTER TABLE search_word ALTER COLUMN words SET STORAGE EXTERNAL;
ALTER TABLE search_word SET (toast_tuple_target = 128);
UPDATE message SET is_searchable = FALSE WHERE is_searchable;
UPDATE outgoing SET is_searchable = FALSE WHERE is_searchable;
