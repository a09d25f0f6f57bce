-- How lively a feed is: polls in a row that brought something (above 0) or
-- nothing (below), and what the last list of items was.
ALTER TABLE feed ADD COLUMN pace INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN digest TEXT NOT NULL DEFAULT '';

-- What the feed itself asks for, as JSON: it is known only from its whole text.
ALTER TABLE feed ADD COLUMN asks TEXT NOT NULL DEFAULT '';
