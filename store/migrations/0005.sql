-- Where a site's customer events are sent. sealed is the address with the secrets,
-- encrypted under a key that is not in the database; host is what may be shown of
-- it. position is the last audit event that was taken.
CREATE TABLE webhook (
  n            INTEGER PRIMARY KEY,
  id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  site         INTEGER NOT NULL REFERENCES site (n),
  host         TEXT NOT NULL,
  sealed       BLOB NOT NULL,
  paused       TEXT NOT NULL DEFAULT '',
  position     INTEGER NOT NULL,
  revision     INTEGER NOT NULL DEFAULT 1,
  created_at   INTEGER NOT NULL,
  secret_at    INTEGER NOT NULL,
  old_until    INTEGER,
  delivered_at INTEGER,
  failed_at    INTEGER,
  outcome      TEXT,
  status       INTEGER
) STRICT;

CREATE INDEX webhook_by_site ON webhook (site);

-- Events that were not delivered at their first try: those that wait have a time
-- when they are due, those that were given up have none. down: the target as a whole
-- did not work.
CREATE TABLE webhook_event (
  webhook   INTEGER NOT NULL REFERENCES webhook (n),
  sequence  INTEGER NOT NULL REFERENCES audit (sequence),
  tries     INTEGER NOT NULL,
  due_at    INTEGER,
  failed_at INTEGER NOT NULL,
  outcome   TEXT NOT NULL,
  status    INTEGER NOT NULL,
  down      INTEGER NOT NULL CHECK (down IN (0, 1)),
  PRIMARY KEY (webhook, sequence)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_event_due ON webhook_event (webhook, due_at, down) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_event_dead ON webhook_event (webhook, sequence) WHERE due_at IS NULL;
