-- Who reads is a person; 1 is the owner of the cache, who needs no name. What
-- is a person's own has a person. A story is read for a person if a mark made
-- after the story's last edit in substance says so, else if the greater of
-- seq and edited_seq is read_to or below.
CREATE TABLE person (
  num       INTEGER PRIMARY KEY,
  name      TEXT NOT NULL UNIQUE,
  role      TEXT NOT NULL DEFAULT 'reader',
  read_to   INTEGER NOT NULL DEFAULT 0,
  joined_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO person (num, name, role) VALUES (1, '', 'owner');

-- edited_seq is the counter of arrivals at the last edit in substance; 0: none.
-- reading is the version of our reading that made the story of its bytes; it
-- was 1 up to now.
ALTER TABLE story ADD COLUMN edited_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE story ADD COLUMN reading    INTEGER NOT NULL DEFAULT 1;
CREATE INDEX story_edited ON story (edited_seq) WHERE edited_seq > 0;

-- The same for the text of a page, with a hash of the bytes that were fetched.
ALTER TABLE page_body ADD COLUMN reading INTEGER NOT NULL DEFAULT 1;
ALTER TABLE page_body ADD COLUMN bytes_hash BLOB NOT NULL DEFAULT x'';

-- IDs that a newer reading gives to stories which have another already.
CREATE TABLE alias (
  id    TEXT PRIMARY KEY,
  story INTEGER NOT NULL REFERENCES story (seq) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_story ON alias (story);

-- Marks have the place of their story, since lists are walked in that order.
CREATE TABLE mark (
  person   INTEGER NOT NULL REFERENCES person (num) ON DELETE CASCADE,
  story    INTEGER NOT NULL, -- seq
  place    INTEGER NOT NULL,
  read     INTEGER,          -- null: read_to decides
  starred  INTEGER NOT NULL DEFAULT 0,
  read_seq INTEGER NOT NULL, -- the counter of arrivals when read was set
  at_ms    INTEGER NOT NULL, -- when the person changed the mark; 0: sitrep made it
  PRIMARY KEY (person, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX mark_unread  ON mark (person, place) WHERE read = 0;
CREATE INDEX mark_starred ON mark (person, place) WHERE starred = 1;

-- How many stories of a feed a person has read. A story that arrives changes
-- no row here: unread are tally.total - n.
CREATE TABLE read_tally (
  person INTEGER NOT NULL REFERENCES person (num) ON DELETE CASCADE,
  feed   INTEGER NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY (person, feed)
) STRICT, WITHOUT ROWID;

-- Where a person is in a story.
CREATE TABLE bookmark (
  person INTEGER NOT NULL REFERENCES person (num) ON DELETE CASCADE,
  story  INTEGER NOT NULL, -- seq
  view   TEXT NOT NULL,
  top    INTEGER NOT NULL,
  line   INTEGER NOT NULL,
  ref    INTEGER NOT NULL,
  PRIMARY KEY (person, story)
) STRICT, WITHOUT ROWID;
INSERT INTO bookmark SELECT 1, story, view, top, line, ref FROM position;

-- A step of undo names the stories whose flag it changed to value. If it moved
-- read_to, it has the one before, and names the stories above that which were
-- read already.
CREATE TABLE undo_step (
  step    INTEGER PRIMARY KEY AUTOINCREMENT,
  person  INTEGER NOT NULL REFERENCES person (num) ON DELETE CASCADE,
  flag    TEXT NOT NULL,
  value   INTEGER NOT NULL,
  stories BLOB NOT NULL, -- seqs, each as the difference from the one before, varint
  n       INTEGER NOT NULL,
  read_to INTEGER,
  spared  BLOB
) STRICT;
CREATE INDEX undo_step_person ON undo_step (person);
INSERT INTO undo_step SELECT step, 1, flag, value, stories, n, NULL, NULL FROM undo;

-- Trail, session and typed lines of a person.
CREATE TABLE note (
  person INTEGER NOT NULL REFERENCES person (num) ON DELETE CASCADE,
  key    TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (person, key)
) STRICT, WITHOUT ROWID;
INSERT INTO note SELECT 1, key, value FROM meta WHERE key IN ('trail', 'session', 'lines');

-- What the cache keeps for all: seq, the counter of arrivals; changes, the
-- commits that readers should hear of; what was spent.
CREATE TABLE state (
  key   TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;
INSERT INTO state SELECT key, value FROM meta WHERE key NOT IN ('trail', 'session', 'lines');

-- Person 0 stands for the cache as a whole.
CREATE TABLE leased (
  person   INTEGER NOT NULL,
  name     TEXT NOT NULL,
  owner    TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  PRIMARY KEY (person, name)
) STRICT, WITHOUT ROWID;
INSERT INTO leased SELECT CASE name WHEN 'reader' THEN 1 ELSE 0 END, name, owner, until_ms FROM lease;

CREATE TABLE request (feed TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO request SELECT feed FROM wish;

DROP TRIGGER story_dropped;
DROP TRIGGER story_marked;
DROP INDEX story_unread;
DROP INDEX story_starred;
CREATE TRIGGER story_dropped BEFORE DELETE ON story BEGIN
  UPDATE tally SET total = total - 1 WHERE feed = old.feed;
  UPDATE read_tally SET n = n - 1 WHERE feed = old.feed AND person IN (
    SELECT p.num FROM person p LEFT JOIN mark m ON m.person = p.num AND m.story = old.seq
    WHERE CASE WHEN m.read_seq >= old.edited_seq AND m.read IS NOT NULL THEN m.read
      ELSE max(old.seq, old.edited_seq) <= p.read_to END);
  DELETE FROM mark     WHERE story = old.seq AND person IN (SELECT num FROM person);
  DELETE FROM bookmark WHERE story = old.seq AND person IN (SELECT num FROM person);
END;
CREATE TRIGGER story_moved AFTER UPDATE OF place ON story BEGIN
  UPDATE mark SET place = new.place WHERE story = new.seq AND person IN (SELECT num FROM person);
END;
CREATE TRIGGER story_edit AFTER UPDATE OF edited_seq ON story BEGIN
  UPDATE read_tally SET n = n - 1 WHERE feed = new.feed AND person IN (
    SELECT p.num FROM person p LEFT JOIN mark m ON m.person = p.num AND m.story = new.seq
    WHERE CASE WHEN m.read_seq >= old.edited_seq AND m.read IS NOT NULL THEN m.read
      ELSE max(old.seq, old.edited_seq) <= p.read_to END
    AND NOT CASE WHEN m.read_seq >= new.edited_seq AND m.read IS NOT NULL THEN m.read
      ELSE max(new.seq, new.edited_seq) <= p.read_to END);
END;
CREATE TRIGGER person_dropped AFTER DELETE ON person BEGIN
  DELETE FROM leased WHERE person = old.num;
END;

-- A process of an earlier version may have the cache open still. It goes on
-- reading, but the first table that it writes to refuses. For it stand here,
-- used by nothing else: the tables meta, position, undo, lease and wish, the
-- columns read and starred of story, and unread of tally.
DELETE FROM meta WHERE key <> 'changes';
DELETE FROM position;
DELETE FROM undo;
DELETE FROM lease;
DELETE FROM wish;
CREATE TRIGGER meta_added BEFORE INSERT ON meta BEGIN
  SELECT RAISE(ABORT, 'a newer sitrep has brought this cache up to date; quit and start sitrep again');
END;
CREATE TRIGGER meta_changed BEFORE UPDATE ON meta BEGIN
  SELECT RAISE(ABORT, 'a newer sitrep has brought this cache up to date; quit and start sitrep again');
END;
CREATE TRIGGER position_added BEFORE INSERT ON position BEGIN
  SELECT RAISE(ABORT, 'a newer sitrep has brought this cache up to date; quit and start sitrep again');
END;
CREATE TRIGGER undo_added BEFORE INSERT ON undo BEGIN
  SELECT RAISE(ABORT, 'a newer sitrep has brought this cache up to date; quit and start sitrep again');
END;
CREATE TRIGGER lease_added BEFORE INSERT ON lease BEGIN
  SELECT RAISE(ABORT, 'a newer sitrep has brought this cache up to date; quit and start sitrep again');
END;
CREATE TRIGGER wish_added BEFORE INSERT ON wish BEGIN
  SELECT RAISE(ABORT, 'a newer sitrep has brought this cache up to date; quit and start sitrep again');
END;
CREATE TRIGGER story_marked BEFORE UPDATE OF read, starred ON story BEGIN
  SELECT RAISE(ABORT, 'a newer sitrep has brought this cache up to date; quit and start sitrep again');
END;
