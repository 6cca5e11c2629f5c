-- How people and devices show who they are. Of a secret only a hash is kept: argon2id where people choose or type it, SHA-256 where 128 bits are drawn.

-- A session of staff also ends when nobody works on in it; a device is known by when it was last seen.
ALTER TABLE tokens ADD COLUMN idle_seconds BIGINT;
ALTER TABLE tokens ADD COLUMN seen_at BIGINT;
CREATE INDEX tokens_by_holder ON tokens (village, staff);

CREATE TABLE passwords (village TEXT NOT NULL, staff TEXT NOT NULL, hash TEXT NOT NULL, set_at BIGINT NOT NULL, PRIMARY KEY (village, staff));

-- The secret of a second factor must be known to whoever checks it; a copy of the database is to be kept like a key.
CREATE TABLE second_factors (
  village TEXT NOT NULL, staff TEXT NOT NULL, secret TEXT NOT NULL, confirmed_at BIGINT, used_step BIGINT NOT NULL, PRIMARY KEY (village, staff));

CREATE TABLE pins (village TEXT NOT NULL, resident TEXT NOT NULL, hash TEXT NOT NULL, set_at BIGINT NOT NULL, PRIMARY KEY (village, resident));

CREATE TABLE cards (
  village TEXT NOT NULL, resident TEXT NOT NULL, digest TEXT NOT NULL, made_by TEXT NOT NULL, made_at BIGINT NOT NULL, revoked_by TEXT,
  revoked_at BIGINT, PRIMARY KEY (village, resident, digest));
CREATE INDEX cards_by_digest ON cards (village, digest);

-- One-time codes: a staff member's first password, a resident's PIN, a kiosk. Never deleted: who asked and who agreed stays.
CREATE TABLE slips (
  village TEXT NOT NULL, purpose TEXT NOT NULL, subject TEXT NOT NULL, id BIGINT NOT NULL, hash TEXT, made_by TEXT NOT NULL, made_at BIGINT NOT NULL,
  agreed_by TEXT, agreed_at BIGINT, until_at BIGINT NOT NULL, used_at BIGINT, PRIMARY KEY (village, purpose, subject, id));

-- Wrong tries at an account of staff, or from a device at a resident's PIN.
CREATE TABLE tries (
  village TEXT NOT NULL, place TEXT NOT NULL, whom TEXT NOT NULL, wrong BIGINT NOT NULL, last_at BIGINT NOT NULL, PRIMARY KEY (village, place, whom));
