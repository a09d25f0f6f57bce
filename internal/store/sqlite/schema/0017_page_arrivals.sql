-- Texts of pages in the order in which they came, so that rules are asked about each
-- once. The last 20000 are kept; a story may be gone by then.
CREATE TABLE page_arrival (
  num   INTEGER PRIMARY KEY,
  story INTEGER NOT NULL
) STRICT;
