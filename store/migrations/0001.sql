-- Everything is STRICT. Ids are BLOB(16), times are unix milliseconds UTC, and no
-- column but those of customer, request and token holds typed text.

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organization (
  one             INTEGER PRIMARY KEY CHECK (one = 1),
  name            TEXT NOT NULL,
  user_management TEXT NOT NULL,
  support_url     TEXT NOT NULL,
  hold_days       INTEGER NOT NULL CHECK (hold_days BETWEEN 1 AND 365)
) STRICT;

INSERT INTO organization VALUES (1, 'My organization', 'CENTRALIZED', '', 14);

-- n stands for the site in every other table: an index entry of a customer is
-- 15 bytes shorter for it. Sites are never removed, so n and id never part.
CREATE TABLE site (
  n                 INTEGER PRIMARY KEY,
  id                BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  key               TEXT NOT NULL UNIQUE,
  name              TEXT NOT NULL,
  allowed_domains   TEXT NOT NULL DEFAULT '', -- one canonical domain a line; empty: every domain
  agents_may_invite INTEGER NOT NULL DEFAULT 0 CHECK (agents_may_invite IN (0, 1)),
  requests          INTEGER NOT NULL DEFAULT 0, -- the number of the newest request
  created_at        INTEGER NOT NULL
) STRICT;

-- A deleted account has no row here. typed is null where it equals email.
CREATE TABLE customer (
  n               INTEGER PRIMARY KEY,
  id              BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  site            INTEGER NOT NULL REFERENCES site (n),
  email           TEXT NOT NULL,
  typed           TEXT,
  name            TEXT NOT NULL,
  status          INTEGER NOT NULL CHECK (status IN (1, 2)),
  created_at      INTEGER NOT NULL,
  revoked_at      INTEGER CHECK ((revoked_at IS NOT NULL) = (status = 2)),
  last_sign_in_at INTEGER,
  reason          TEXT,
  UNIQUE (email, site)
) STRICT;

-- The lists, newest first. Each filter of the page finds its rows in order, or at
-- least decides them, inside one of these.
CREATE INDEX customer_everywhere ON customer (created_at, id);
CREATE INDEX customer_by_site ON customer (site, created_at, id, last_sign_in_at);
CREATE INDEX customer_by_status ON customer (site, status, created_at, id, last_sign_in_at);
CREATE INDEX customer_never_signed_in ON customer (site, created_at, id)
  WHERE last_sign_in_at IS NULL;
CREATE INDEX customer_signed_in ON customer (site, created_at, id, last_sign_in_at)
  WHERE last_sign_in_at IS NOT NULL;

-- The tombstones: for good, and nothing personal.
CREATE TABLE deletion (
  id         BLOB PRIMARY KEY CHECK (length(id) = 16),
  site       INTEGER NOT NULL REFERENCES site (n),
  deleted_at INTEGER NOT NULL,
  purge_at   INTEGER NOT NULL CHECK (purge_at > deleted_at),
  actor      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX deletion_by_site ON deletion (site, deleted_at, id);

-- An address that can't be invited yet, by HMAC; beside it no id that would tie it
-- to whom it belonged to.
CREATE TABLE hold (
  mac    BLOB PRIMARY KEY CHECK (length(mac) = 32),
  key_id TEXT NOT NULL,
  until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX hold_by_key ON hold (key_id, until);
CREATE INDEX hold_by_end ON hold (until);

CREATE TABLE request (
  id         BLOB PRIMARY KEY CHECK (length(id) = 16),
  site       INTEGER NOT NULL REFERENCES site (n),
  number     INTEGER NOT NULL,
  summary    TEXT NOT NULL,
  reporter   BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (site, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX request_by_site ON request (site, created_at, id);

-- Who is on a request, one row a person. The key runs through a customer's
-- requests in the order of their list. place is 0 for who only reported.
CREATE TABLE request_person (
  customer   BLOB NOT NULL CHECK (length(customer) = 16),
  created_at INTEGER NOT NULL,
  request    BLOB NOT NULL REFERENCES request (id),
  reporter   INTEGER NOT NULL CHECK (reporter IN (0, 1)),
  place      INTEGER NOT NULL CHECK (place >= 0),
  PRIMARY KEY (customer, created_at, request)
) STRICT, WITHOUT ROWID;

CREATE INDEX request_person_by_request ON request_person (request, place);

CREATE TABLE token (
  id           BLOB PRIMARY KEY CHECK (length(id) = 16),
  secret_hash  BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
  name         TEXT NOT NULL,
  role         TEXT NOT NULL,
  site         INTEGER REFERENCES site (n),
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  revoked_at   INTEGER,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX token_by_age ON token (created_at, id);

-- Sessions of the console. One ends with its token.
CREATE TABLE session (
  secret_hash BLOB PRIMARY KEY CHECK (length(secret_hash) = 32),
  token       BLOB NOT NULL REFERENCES token (id),
  expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_token ON session (token);
CREATE INDEX session_by_end ON session (expires_at);

-- The log that the search index follows. It carries no payload.
CREATE TABLE change (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  customer BLOB NOT NULL CHECK (length(customer) = 16),
  nonce    INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY,
  id       BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  at       INTEGER NOT NULL,
  actor    TEXT NOT NULL,
  action   TEXT NOT NULL,
  subject  TEXT NOT NULL,
  site     INTEGER REFERENCES site (n),
  request  TEXT NOT NULL,
  outcome  TEXT NOT NULL,
  count    INTEGER NOT NULL,
  hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX audit_by_site ON audit (site);
CREATE INDEX audit_by_subject ON audit (subject) WHERE subject <> '';
CREATE INDEX audit_by_actor ON audit (actor);
CREATE INDEX audit_by_action ON audit (action);
CREATE INDEX audit_refused ON audit (outcome) WHERE outcome = 'REFUSED';

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
