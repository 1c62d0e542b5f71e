-- When access was last given back: the policy's clock starts anew there.
ALTER TABLE customer ADD COLUMN granted_at INTEGER;

-- The inactivity policy of a site: days, 0 for off; and when it last ran.
ALTER TABLE site ADD COLUMN revoke_after_days INTEGER NOT NULL DEFAULT 0 CHECK (revoke_after_days BETWEEN 0 AND 3650);
ALTER TABLE site ADD COLUMN policy_ran_at INTEGER;

-- Bulk jobs. reason is typed text: it leaves when the job ends. The key is kept as
-- a hash and the input as an HMAC, both until a day after the end. The times are
-- what an account must still match when its turn comes.
CREATE TABLE job (
  n              INTEGER PRIMARY KEY,
  id             BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  site           INTEGER NOT NULL REFERENCES site (n),
  action         TEXT NOT NULL,
  dry_run        INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
  state          TEXT NOT NULL,
  failure        TEXT,
  actor          TEXT NOT NULL,
  request        TEXT NOT NULL,
  reason         TEXT,
  inactive_since INTEGER,
  never_since    INTEGER,
  idle_since     INTEGER,
  key_hash       BLOB,
  input_mac      BLOB,
  mac_key        TEXT,
  total          INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  finished_at    INTEGER CHECK ((finished_at IS NULL) = (state IN ('QUEUED', 'RUNNING')))
) STRICT;

CREATE INDEX job_by_site ON job (site, created_at, id);
CREATE INDEX job_live ON job (n) WHERE finished_at IS NULL;
CREATE INDEX job_by_end ON job (finished_at) WHERE finished_at IS NOT NULL;
CREATE UNIQUE INDEX job_by_key ON job (key_hash) WHERE key_hash IS NOT NULL;

-- How many lines of a job have which code.
CREATE TABLE job_count (
  job  INTEGER NOT NULL REFERENCES job (n),
  code INTEGER NOT NULL,
  n    INTEGER NOT NULL,
  PRIMARY KEY (job, code)
) STRICT, WITHOUT ROWID;

-- The lines of a job, a hundred in a row: what one transaction does. customers has
-- 16 bytes a line, zeros for none; codes has one byte a line, 0 for still to do;
-- numbers has 4 bytes a line where they don't run on from first. invites holds
-- addresses and names of those lines that are still to do.
CREATE TABLE job_part (
  n         INTEGER PRIMARY KEY,
  job       INTEGER NOT NULL REFERENCES job (n),
  part      INTEGER NOT NULL,
  first     INTEGER NOT NULL,
  last      INTEGER NOT NULL,
  done      INTEGER NOT NULL CHECK (done IN (0, 1)),
  numbers   BLOB,
  customers BLOB NOT NULL,
  codes     BLOB NOT NULL,
  invites   TEXT,
  UNIQUE (job, part)
) STRICT;
