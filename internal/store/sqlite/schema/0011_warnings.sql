-- Official messages as feeds and linked documents brought them, each wording
-- once. Which of them are one warning is worked out when they are read.
CREATE TABLE warning (
  num      INTEGER PRIMARY KEY,
  feed     INTEGER NOT NULL REFERENCES feed (num) ON DELETE CASCADE,
  sum      BLOB NOT NULL,              -- of message
  ident    BLOB NOT NULL,              -- sum of sender, identifier and time
  reading  INTEGER NOT NULL,           -- version of the reading that made it
  first_ms INTEGER NOT NULL,           -- when we saw it first
  sent_ms  INTEGER NOT NULL,
  over_ms  INTEGER NOT NULL,           -- when it is over if nothing replaces it
  link     TEXT NOT NULL DEFAULT '',   -- the whole message that an entry of a list leads to
  tries    INTEGER NOT NULL DEFAULT 0, -- to fetch it
  next_ms  INTEGER NOT NULL DEFAULT 0, -- when it may be fetched again
  whole    INTEGER NOT NULL DEFAULT 0, -- 1: it was fetched, and counts in place of this entry
  size     INTEGER NOT NULL,           -- of message, in bytes
  message  TEXT NOT NULL,              -- news.Warning in JSON
  UNIQUE (feed, sum)
) STRICT;
CREATE INDEX warning_over  ON warning (over_ms);
CREATE INDEX warning_ident ON warning (feed, ident);
CREATE INDEX warning_link  ON warning (feed, link) WHERE link <> '';
