-- Which words are frequent decides how messages are looked for: a hundred values, the default, are too few for a language.
-- Where many messages are looked through, each word list stands with its row.
ALTER TABLE search_word ALTER COLUMN words SET STATISTICS 400;
ALTER TABLE search_word ALTER COLUMN words SET STORAGE MAIN;

-- Between which numbers the messages of a day (in days since 1970, UTC) stand: whoever looks for old ones begins there.
CREATE TABLE search_day (
    day BIGINT PRIMARY KEY,
    n_min BIGINT NOT NULL,
    n_max BIGINT NOT NULL
);
INSERT INTO search_day SELECT at / 86400000000, MIN(n), MAX(n) FROM search_document GROUP BY 1;
