-- What identifies no item of a feed by itself, so that it does not identify one
-- later either: kind 'guid': items with several addresses bear this GUID;
-- 'address': several stories are at it; 'item': several items would have this
-- ID. key is the ID that an item would have by it alone.
CREATE TABLE identity (
  feed  INTEGER NOT NULL REFERENCES feed (num) ON DELETE CASCADE,
  kind  TEXT NOT NULL,
  key   TEXT NOT NULL,
  at_ms INTEGER NOT NULL, -- when it was last seen to be shared
  PRIMARY KEY (feed, kind, key)
) STRICT, WITHOUT ROWID;

-- The items that count as a story by another rule than their GUID or address
-- alone.
CREATE TABLE joined (
  story INTEGER NOT NULL REFERENCES story (seq) ON DELETE CASCADE,
  id    TEXT NOT NULL, -- of the item
  rule  TEXT NOT NULL,
  guid  TEXT NOT NULL,
  url   TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (story, id)
) STRICT, WITHOUT ROWID;
