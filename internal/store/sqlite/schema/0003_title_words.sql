-- The words by which titles that are nearly the same find each other, as
-- hashes: those of stories, and those of references that lack an exact story.
-- An entry may be out of date; who reads it looks at the title itself.
CREATE TABLE title_word (
  word  INTEGER NOT NULL,
  story INTEGER NOT NULL,
  PRIMARY KEY (word, story)
) STRICT, WITHOUT ROWID;
CREATE TABLE wanted_word (
  word INTEGER NOT NULL,
  ref  INTEGER NOT NULL,
  PRIMARY KEY (word, ref)
) STRICT, WITHOUT ROWID;
DROP TABLE wanted;

-- A condition on the indexed column itself has SQLite plan a query anew for
-- each value that it is asked with.
DROP INDEX story_title;
DROP INDEX ref_url;
DROP INDEX ref_title;
CREATE INDEX story_title ON story (title_key);
CREATE INDEX ref_url     ON ref (url_key) WHERE match < 4;
CREATE INDEX ref_title   ON ref (title_key) WHERE match < 3;

-- How many stories were added is counted once a transaction.
DROP TRIGGER story_added;
