-- The portal. A customer who never set a password has no row in portal_password.
CREATE TABLE portal_password (
  customer INTEGER PRIMARY KEY REFERENCES customer (n),
  hash     TEXT NOT NULL, -- Argon2id with its parameters and its salt, as $argon2id$v=19$…
  set_at   INTEGER NOT NULL
) STRICT;

-- What opens the portal, by its hash: sessions (purpose 1), invitations (2) and
-- password resets (3). One table, so that a revoke ends all of it by one index.
CREATE TABLE portal_secret (
  secret_hash BLOB PRIMARY KEY CHECK (length(secret_hash) = 32),
  customer    INTEGER NOT NULL REFERENCES customer (n),
  purpose     INTEGER NOT NULL CHECK (purpose IN (1, 2, 3)),
  expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX portal_secret_by_customer ON portal_secret (customer, purpose, expires_at);
CREATE INDEX portal_secret_by_end ON portal_secret (expires_at);

-- Where a portal of its own has the pages that links point to; empty: Gatehouse's.
ALTER TABLE site ADD COLUMN portal_url TEXT NOT NULL DEFAULT '';
