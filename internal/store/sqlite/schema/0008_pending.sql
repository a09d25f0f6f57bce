-- What is still to be done about titles: references whose stories are to be
-- looked for by title, and stories that references may have been waiting for.
-- Whoever polls does it at the end of a round.
CREATE TABLE pending_ref   (ref   INTEGER PRIMARY KEY) STRICT;
CREATE TABLE pending_story (story INTEGER PRIMARY KEY) STRICT;

-- A transaction gathers the words of what it brings in so many bytes of memory before
-- it writes a segment of the index, and more segments wait before they are merged:
-- small ones are merged again and again.
INSERT INTO words (words, rank) VALUES ('hashsize', 4000000);
INSERT INTO words (words, rank) VALUES ('automerge', 16);
INSERT INTO words (words, rank) VALUES ('crisismerge', 32);
