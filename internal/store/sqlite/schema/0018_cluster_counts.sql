-- Who reports the event of a cluster: outlets, and the origins that they have it
-- from, of which there may be more if at_least is 1. 0 outlets: nobody has counted.
ALTER TABLE cluster ADD COLUMN outlets INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cluster ADD COLUMN origins INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cluster ADD COLUMN at_least INTEGER NOT NULL DEFAULT 0;
