-- A peer is a server that also keeps the feeds and marks of a person.
CREATE TABLE peer (
  num    INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (num) ON DELETE CASCADE,
  name   TEXT NOT NULL,
  state  TEXT NOT NULL DEFAULT '{}', -- news.PeerState in JSON
  UNIQUE (person, name)
) STRICT;

CREATE TABLE peer_feed (
  peer   INTEGER NOT NULL REFERENCES peer (num) ON DELETE CASCADE,
  feed   INTEGER NOT NULL REFERENCES feed (num),
  polled INTEGER NOT NULL, -- 1: by sitrep; 0: by the peer
  PRIMARY KEY (peer, feed)
) STRICT, WITHOUT ROWID;

-- An entry at a peer, and its marks there as far as they are known. A story that was
-- dropped keeps its entry, so that it does not come again.
CREATE TABLE peer_item (
  peer    INTEGER NOT NULL REFERENCES peer (num) ON DELETE CASCADE,
  item    TEXT NOT NULL,     -- the name that the peer gives it
  story   INTEGER NOT NULL,  -- seq; 0: not here yet
  feed    TEXT NOT NULL,     -- its address, while story is 0
  url_key TEXT NOT NULL,     -- the same
  read    INTEGER,           -- null: not known, such as while a mark is being sent
  starred INTEGER,           -- the same
  quiet   INTEGER NOT NULL DEFAULT 0, -- 1: read again after an edit, of which the peer knows nothing
  PRIMARY KEY (peer, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX peer_item_story   ON peer_item (story, peer);
CREATE INDEX peer_item_pending ON peer_item (url_key) WHERE story = 0;

-- Marks that a peer does not have yet. They are written with the mark.
CREATE TABLE outbox (
  person INTEGER NOT NULL REFERENCES person (num) ON DELETE CASCADE,
  peer   INTEGER NOT NULL REFERENCES peer (num) ON DELETE CASCADE,
  item   TEXT NOT NULL,
  story  INTEGER NOT NULL, -- seq
  flag   TEXT NOT NULL,    -- read or starred
  value  INTEGER NOT NULL,
  at_ms  INTEGER NOT NULL, -- when the person made the mark
  PRIMARY KEY (peer, item, flag)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_story ON outbox (story);
