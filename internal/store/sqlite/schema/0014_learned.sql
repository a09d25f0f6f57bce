-- What comes again on the pages of a site. site.stories counts the stories of a
-- site that were learned from.
CREATE TABLE site (
  name    TEXT PRIMARY KEY,
  stories INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE furniture (
  site    TEXT NOT NULL,
  sum     INTEGER NOT NULL,          -- of the words of a paragraph, or of an address
  since   INTEGER NOT NULL,          -- what site.stories was when it came first
  stories INTEGER NOT NULL,          -- that had it
  state   INTEGER NOT NULL DEFAULT 0, -- 1: it is left out; 2: a person wants it kept
  text    TEXT NOT NULL DEFAULT '',  -- once it is left out
  PRIMARY KEY (site, sum)
) STRICT, WITHOUT ROWID;

-- What a person said of the labels of a site: is_ref 1: behind one are references;
-- 0: none.
CREATE TABLE site_rule (
  site   TEXT NOT NULL,
  label  TEXT NOT NULL,
  is_ref INTEGER NOT NULL,
  PRIMARY KEY (site, label)
) STRICT, WITHOUT ROWID;

-- The blocks of a text that are not shown, by number: 3,r5 leaves out the fourth,
-- which is furniture, and the sixth, which a rule makes a reference.
CREATE TABLE hidden (
  story  INTEGER NOT NULL REFERENCES story (seq) ON DELETE CASCADE,
  page   INTEGER NOT NULL,
  blocks TEXT NOT NULL,
  PRIMARY KEY (story, page)
) STRICT, WITHOUT ROWID;

-- 1: the link is on every page of the site; 2: a rule says that it is none.
ALTER TABLE ref ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
