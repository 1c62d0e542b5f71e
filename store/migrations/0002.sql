-- What was deleted, renamed or given another address, and may still stand in a
-- file: the place in the change log says from when on. A row leaves when the files
-- are proven clean.
CREATE TABLE erasure (
  position  INTEGER PRIMARY KEY,
  customer  BLOB NOT NULL CHECK (length(customer) = 16),
  queued_at INTEGER NOT NULL
) STRICT;

ALTER TABLE deletion ADD COLUMN erased_at INTEGER;
ALTER TABLE deletion ADD COLUMN receipt TEXT;
