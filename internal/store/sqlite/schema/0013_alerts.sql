-- Rules that raise alerts: saved queries. One without a person is of the
-- configuration, and serves all who read the cache.
CREATE TABLE rule (
  num    INTEGER PRIMARY KEY,
  person INTEGER REFERENCES person (num) ON DELETE CASCADE,
  name   TEXT NOT NULL,
  body   TEXT NOT NULL,             -- news.Rule in JSON
  looked INTEGER NOT NULL DEFAULT 0 -- 1: what had arrived before it was looked at
) STRICT;
CREATE UNIQUE INDEX rule_name ON rule (coalesce(person, 0), name);

-- What rules raised. A subject is a storyline or a chain of warnings; cause is
-- empty for its first alert and says why there is another.
CREATE TABLE alert (
  num       INTEGER PRIMARY KEY,
  person    INTEGER REFERENCES person (num) ON DELETE CASCADE, -- whose rule it was
  rule      TEXT NOT NULL,
  subject   TEXT NOT NULL,
  cause     TEXT NOT NULL,
  raised_ms INTEGER NOT NULL,
  delivery  TEXT NOT NULL,
  ran       INTEGER NOT NULL DEFAULT 0, -- 1: it was handed to the program of the configuration
  body      TEXT NOT NULL               -- news.Alert in JSON
) STRICT;
CREATE UNIQUE INDEX alert_once   ON alert (coalesce(person, 0), rule, subject, cause);
CREATE INDEX        alert_raised ON alert (raised_ms);
