-- A cluster is the stories that report one event. first_ms and last_ms are the
-- times of its first and last story, storyline is the ID of the first cluster of
-- its affair. A cluster with another in into_id is no more: that one stands for
-- it.
CREATE TABLE cluster (
  num       INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,
  storyline TEXT NOT NULL,
  first_ms  INTEGER NOT NULL,
  last_ms   INTEGER NOT NULL,
  into_id   TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX cluster_last ON cluster (last_ms);

-- how: 'attach' when it arrived, 'repair' by a look at all, 'hand' by a person,
-- whom no repair overrules.
CREATE TABLE member (
  story   INTEGER PRIMARY KEY REFERENCES story (seq) ON DELETE CASCADE,
  cluster INTEGER NOT NULL REFERENCES cluster (num) ON DELETE CASCADE,
  how     TEXT NOT NULL
) STRICT;
CREATE INDEX member_cluster ON member (cluster);

-- In how many stories terms stand: one row, for the day it was counted.
CREATE TABLE term_count (
  day  TEXT PRIMARY KEY,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The time that the source gave for the wording; 0: none, or it was not kept.
ALTER TABLE revision ADD COLUMN modified_ms INTEGER NOT NULL DEFAULT 0;
