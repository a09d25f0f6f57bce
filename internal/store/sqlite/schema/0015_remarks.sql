-- What persons note about stories: pins, which are a person's own, and notes and
-- judgements, which all who read the cache share. Stories are named by address.
CREATE TABLE remark (
  num    INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (num) ON DELETE CASCADE, -- who made it, or took it over
  kind   TEXT NOT NULL,
  url    TEXT NOT NULL,
  at_ms  INTEGER NOT NULL,
  author TEXT NOT NULL, -- empty: the person
  body   TEXT NOT NULL  -- news.Remark in JSON
) STRICT;
CREATE INDEX remark_url ON remark (url, kind);
