-- Plain texts with labels in the middle of their prose, a paragraph a line, as
-- they were before their references were taken out, and how the titles behind
-- the labels begin: a story with such a headline ends the title.
CREATE TABLE flat (
  story INTEGER NOT NULL REFERENCES story (seq) ON DELETE CASCADE,
  page  INTEGER NOT NULL, -- of the page rather than the feed
  text  TEXT NOT NULL,
  PRIMARY KEY (story, page)
) STRICT, WITHOUT ROWID;
CREATE TABLE flat_start (
  start TEXT NOT NULL,
  story INTEGER NOT NULL REFERENCES story (seq) ON DELETE CASCADE,
  page  INTEGER NOT NULL,
  PRIMARY KEY (start, story, page)
) STRICT, WITHOUT ROWID;
CREATE INDEX flat_start_story ON flat_start (story);

-- Stories whose texts are to be cut again.
CREATE TABLE pending_flat (story INTEGER PRIMARY KEY) STRICT;
