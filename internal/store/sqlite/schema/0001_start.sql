-- Times are UTC milliseconds; 0 is unknown. Flags are 0 or 1.

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;

-- changes counts the commits that readers should hear of.
INSERT INTO meta VALUES ('changes', 0);

-- Feed 0 stands for no feed: pages that were opened by their address.
CREATE TABLE feed (
  num           INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  pos           INTEGER NOT NULL DEFAULT 0,
  active        INTEGER NOT NULL DEFAULT 0,
  name          TEXT NOT NULL DEFAULT '',
  tags          TEXT NOT NULL DEFAULT '[]',
  type          TEXT NOT NULL DEFAULT '',
  every_ms      INTEGER NOT NULL DEFAULT 0,
  full_text     INTEGER NOT NULL DEFAULT 0,
  fast_lane     INTEGER NOT NULL DEFAULT 0,
  etag          TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  tried_ms      INTEGER NOT NULL DEFAULT 0,
  ok_ms         INTEGER NOT NULL DEFAULT 0,
  next_ms       INTEGER NOT NULL DEFAULT 0,
  held_ms       INTEGER NOT NULL DEFAULT 0,
  why           TEXT NOT NULL DEFAULT '',
  status        INTEGER NOT NULL DEFAULT 0,
  failures      INTEGER NOT NULL DEFAULT 0,
  err           TEXT NOT NULL DEFAULT '',
  moved_to      TEXT NOT NULL DEFAULT '',
  gone          INTEGER NOT NULL DEFAULT 0,
  title         TEXT NOT NULL DEFAULT '',
  home          TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO feed (num, id) VALUES (0, '');

-- The place of a story in lists is its row number: the time that orders
-- lists, then a tie-breaker in 20 bits. Everything else refers to seq, which
-- never changes.
CREATE TABLE story (
  place         INTEGER PRIMARY KEY,
  seq           INTEGER NOT NULL UNIQUE,
  id            TEXT NOT NULL UNIQUE,
  feed          INTEGER NOT NULL REFERENCES feed (num),
  source        TEXT NOT NULL,
  guid          TEXT NOT NULL,
  url           TEXT NOT NULL,
  headline      TEXT NOT NULL,
  summary       TEXT NOT NULL,
  byline        TEXT NOT NULL,
  lang          TEXT NOT NULL,
  published_ms  INTEGER NOT NULL,
  published_day INTEGER NOT NULL,
  updated_ms    INTEGER NOT NULL,
  first_ms      INTEGER NOT NULL,
  worded_ms     INTEGER NOT NULL, -- when this wording was first seen
  title_key     TEXT NOT NULL,
  content_hash  BLOB NOT NULL,    -- of all that the feed says
  wording_hash  BLOB NOT NULL,    -- of its words, typography apart
  read          INTEGER NOT NULL DEFAULT 0,
  starred       INTEGER NOT NULL DEFAULT 0,
  full_text     INTEGER NOT NULL DEFAULT 0,
  tried         INTEGER NOT NULL DEFAULT 0, -- its page was fetched, with or without success
  refs          INTEGER NOT NULL DEFAULT 0,
  revisions     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX story_feed    ON story (feed);
CREATE INDEX story_unread  ON story (read) WHERE read = 0;
CREATE INDEX story_starred ON story (starred) WHERE starred = 1;
CREATE INDEX story_title   ON story (title_key) WHERE title_key <> '';
CREATE INDEX story_first   ON story (first_ms);
CREATE INDEX story_lacks   ON story (feed) WHERE tried = 0 AND full_text = 0;

-- Counts that are kept, not counted.
CREATE TABLE tally (
  feed   INTEGER PRIMARY KEY,
  total  INTEGER NOT NULL,
  unread INTEGER NOT NULL
) STRICT;
CREATE TRIGGER story_added AFTER INSERT ON story BEGIN
  INSERT INTO tally VALUES (new.feed, 1, 1 - new.read)
  ON CONFLICT (feed) DO UPDATE SET total = total + 1, unread = unread + 1 - new.read;
END;
CREATE TRIGGER story_dropped AFTER DELETE ON story BEGIN
  UPDATE tally SET total = total - 1, unread = unread - 1 + old.read WHERE feed = old.feed;
END;
CREATE TRIGGER story_marked AFTER UPDATE OF read ON story WHEN old.read <> new.read BEGIN
  UPDATE tally SET unread = unread + old.read - new.read WHERE feed = new.feed;
END;

CREATE TABLE feed_body (
  story  INTEGER PRIMARY KEY REFERENCES story (seq) ON DELETE CASCADE,
  whole  INTEGER NOT NULL,
  blocks TEXT NOT NULL
) STRICT;

CREATE TABLE page_body (
  story        INTEGER PRIMARY KEY REFERENCES story (seq) ON DELETE CASCADE,
  note         TEXT NOT NULL, -- why there is no text
  paragraphs   INTEGER NOT NULL,
  wording_hash BLOB NOT NULL,
  blocks       TEXT NOT NULL
) STRICT;

-- Every address at which a story is known, in canonical form.
CREATE TABLE address (
  url_key TEXT NOT NULL,
  story   INTEGER NOT NULL REFERENCES story (seq) ON DELETE CASCADE,
  PRIMARY KEY (url_key, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX address_story ON address (story);

CREATE TABLE revision (
  story    INTEGER NOT NULL REFERENCES story (seq) ON DELETE CASCADE,
  n        INTEGER NOT NULL,
  seen_ms  INTEGER NOT NULL,
  headline TEXT NOT NULL,
  blocks   TEXT NOT NULL,
  PRIMARY KEY (story, n)
) STRICT;

-- match: 0 unresolved, 1 maybe, 2 likely, 3 by title, 4 by address.
CREATE TABLE ref (
  num       INTEGER PRIMARY KEY,
  story     INTEGER NOT NULL REFERENCES story (seq) ON DELETE CASCADE,
  page      INTEGER NOT NULL, -- found in the page rather than the feed
  n         INTEGER NOT NULL,
  title     TEXT NOT NULL,
  title_key TEXT NOT NULL,
  url       TEXT NOT NULL,
  url_key   TEXT NOT NULL,
  marker    TEXT NOT NULL,
  kind      TEXT NOT NULL,
  paragraph INTEGER NOT NULL,
  score     REAL NOT NULL,
  to_story  INTEGER REFERENCES story (seq) ON DELETE SET NULL,
  match     INTEGER NOT NULL DEFAULT 0,
  UNIQUE (story, page, n)
) STRICT;
CREATE INDEX ref_url   ON ref (url_key) WHERE match < 4 AND url_key <> '';
CREATE INDEX ref_title ON ref (title_key) WHERE match < 3 AND title_key <> '';
CREATE INDEX ref_to    ON ref (to_story) WHERE to_story IS NOT NULL;
CREATE TRIGGER ref_lost AFTER UPDATE OF to_story ON ref WHEN new.to_story IS NULL AND new.match <> 0 BEGIN
  UPDATE ref SET match = 0 WHERE num = new.num;
END;

-- Words of stories by place, and of the titles of references that still lack
-- an exact story by ref.num. What is indexed is folded and segmented before.
CREATE VIRTUAL TABLE words USING fts5 (title, summary, body,
  content='', contentless_delete=1, prefix='2 3',
  tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co'");
CREATE VIRTUAL TABLE wanted USING fts5 (title,
  content='', contentless_delete=1,
  tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co'");

CREATE TABLE tombstone (
  id         TEXT PRIMARY KEY,
  dropped_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A step of undo names the stories whose flag it changed to value.
CREATE TABLE undo (
  step    INTEGER PRIMARY KEY AUTOINCREMENT,
  flag    TEXT NOT NULL,
  value   INTEGER NOT NULL,
  stories BLOB NOT NULL, -- seqs, each as the difference from the one before, varint
  n       INTEGER NOT NULL
) STRICT;

CREATE TABLE position (
  story  INTEGER PRIMARY KEY REFERENCES story (seq) ON DELETE CASCADE,
  view   TEXT NOT NULL,
  top    INTEGER NOT NULL,
  line   INTEGER NOT NULL,
  ref    INTEGER NOT NULL
) STRICT;

CREATE TABLE lease (
  name     TEXT PRIMARY KEY,
  owner    TEXT NOT NULL,
  until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE wish (feed TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
