-- How fetching the page of a story goes: of pages that gave no text, and of
-- those that grow or once did.
CREATE TABLE page_state (
  story         INTEGER PRIMARY KEY REFERENCES story (seq) ON DELETE CASCADE,
  tries         INTEGER NOT NULL,           -- in a row in which a server gave no text
  fault         INTEGER NOT NULL,           -- of the last: 0 none, 1 may pass, 2 no server was reached, 3 lasts
  tried_ms      INTEGER NOT NULL,           -- the last fetch
  next_ms       INTEGER NOT NULL,           -- when to fetch it unasked; 0: never
  wait_ms       INTEGER NOT NULL DEFAULT 0, -- the server asked not to be asked before
  live          INTEGER NOT NULL DEFAULT 0, -- 1: it grows; 2: it did
  got_ms        INTEGER NOT NULL DEFAULT 0, -- the last fetch that brought the text or found it unchanged
  grown_ms      INTEGER NOT NULL DEFAULT 0, -- when the text was last found to be another
  kept_ms       INTEGER NOT NULL DEFAULT 0, -- when a revision of it was last kept
  etag          TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX page_state_next  ON page_state (next_ms);
CREATE INDEX page_state_tried ON page_state (tried_ms);

-- live: the page was growing, so that this is no edit.
ALTER TABLE revision ADD COLUMN live INTEGER NOT NULL DEFAULT 0;

-- Pages that gave no text were never fetched again. When they were fetched is
-- not known: about when their story came, and the next time six hours later.
INSERT INTO page_state (story, tries, fault, tried_ms, next_ms)
  SELECT p.story, 1, 1, s.first_ms, s.first_ms + 21600000 FROM page_body p JOIN story s ON s.seq = p.story
  WHERE p.blocks = '' AND p.note <> '' AND s.first_ms > 0;
