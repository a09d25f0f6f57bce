-- Where permanent redirects led at the last poll; a move is believed when two
-- polls in a row saw it.
ALTER TABLE feed ADD COLUMN moving_to TEXT NOT NULL DEFAULT '';
