-- PostgreSQL's lists of words lead to runs of documents; those of SQLite lead from the newest to the oldest by themselves.
SELECT 1;
