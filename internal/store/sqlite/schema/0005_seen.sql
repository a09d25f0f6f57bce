-- What the poller knows a feed's document by the next time, so that it need
-- not read again what it has read. Apart from the feeds: few lists need it.
CREATE TABLE seen (
  feed INTEGER PRIMARY KEY REFERENCES feed (num) ON DELETE CASCADE,
  sums BLOB NOT NULL
) STRICT;
