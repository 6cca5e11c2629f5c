-- One text for SQLite, PostgreSQL and Citus. Whole numbers are hundredths (amounts) or milliseconds since 1970 (_at); days (_on) are ISO text.
-- Every table carries `village` first in its primary key; no key crosses villages.

CREATE TABLE books (village TEXT PRIMARY KEY);

CREATE TABLE operations (
  village TEXT NOT NULL, id TEXT NOT NULL, verb TEXT NOT NULL, digest TEXT NOT NULL, answer TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (village, id));

CREATE TABLE serials (village TEXT NOT NULL, name TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (village, name));

-- roster

CREATE TABLE villages (
  village TEXT NOT NULL, key TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, township TEXT NOT NULL, households BIGINT NOT NULL,
  residents BIGINT NOT NULL, PRIMARY KEY (village, key));

CREATE TABLE village_groups (village TEXT NOT NULL, name TEXT NOT NULL, households BIGINT NOT NULL, PRIMARY KEY (village, name));

CREATE TABLE households (
  village TEXT NOT NULL, number TEXT NOT NULL, group_name TEXT NOT NULL, head TEXT NOT NULL, members BIGINT NOT NULL,
  PRIMARY KEY (village, number));

CREATE TABLE residents (
  village TEXT NOT NULL, number TEXT NOT NULL, household TEXT NOT NULL, name TEXT NOT NULL, relation TEXT NOT NULL,
  PRIMARY KEY (village, number));
CREATE INDEX residents_by_household ON residents (village, household);

CREATE TABLE staff (
  village TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, household TEXT,
  PRIMARY KEY (village, number));

-- Only the SHA-256 of a token is kept.
CREATE TABLE tokens (
  village TEXT NOT NULL, digest TEXT NOT NULL, staff TEXT NOT NULL, role TEXT NOT NULL, made_at BIGINT NOT NULL, revoked_at BIGINT,
  PRIMARY KEY (village, digest));

-- ledger

CREATE TABLE accounts (
  village TEXT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, posted BIGINT NOT NULL, held BIGINT NOT NULL,
  PRIMARY KEY (village, number));

CREATE TABLE lots (
  village TEXT NOT NULL, account TEXT NOT NULL, seq BIGINT NOT NULL, amount BIGINT NOT NULL, remaining BIGINT NOT NULL, expires_on TEXT,
  PRIMARY KEY (village, account, seq));

CREATE TABLE holds (
  village TEXT NOT NULL, id TEXT NOT NULL, account TEXT NOT NULL, amount BIGINT NOT NULL, state TEXT NOT NULL, until_at BIGINT NOT NULL,
  PRIMARY KEY (village, id));

CREATE TABLE chain_heads (village TEXT NOT NULL, key TEXT NOT NULL, seq BIGINT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (village, key));

CREATE TABLE entries (
  village TEXT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL, occurred_on TEXT NOT NULL, operation TEXT NOT NULL,
  actor TEXT NOT NULL, role TEXT NOT NULL, rulebook TEXT, reference TEXT, reverses BIGINT, commitment TEXT NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY (village, seq));

CREATE TABLE postings (
  village TEXT NOT NULL, seq BIGINT NOT NULL, line BIGINT NOT NULL, account TEXT NOT NULL, lot BIGINT, amount BIGINT NOT NULL,
  PRIMARY KEY (village, seq, line));
CREATE INDEX postings_by_account ON postings (village, account, seq);

CREATE TABLE reversals (village TEXT NOT NULL, reversed BIGINT NOT NULL, entry BIGINT NOT NULL, PRIMARY KEY (village, reversed));

-- What a person may have forgotten; the chain holds only the salted commitment to it.
CREATE TABLE particulars (
  village TEXT NOT NULL, seq BIGINT NOT NULL, salt TEXT NOT NULL, title TEXT NOT NULL, explanation TEXT NOT NULL,
  PRIMARY KEY (village, seq));

-- versions of the rulebook

CREATE TABLE rulebook_versions (
  village TEXT NOT NULL, version BIGINT NOT NULL, hash TEXT NOT NULL, effective_on TEXT NOT NULL, bundle TEXT NOT NULL, adopted_at BIGINT NOT NULL,
  adopted_by TEXT NOT NULL, PRIMARY KEY (village, version));

-- awards and claims

CREATE TABLE tallies (
  village TEXT NOT NULL, holder TEXT NOT NULL, measure TEXT NOT NULL, period TEXT NOT NULL, times BIGINT NOT NULL, points BIGINT NOT NULL,
  last_on TEXT, PRIMARY KEY (village, holder, measure, period));

CREATE TABLE awards (
  village TEXT NOT NULL, id BIGINT NOT NULL, account TEXT NOT NULL, person TEXT, household TEXT NOT NULL, group_name TEXT NOT NULL, rule TEXT NOT NULL,
  chapter TEXT NOT NULL, rulebook TEXT NOT NULL, occurred_on TEXT NOT NULL, raw BIGINT NOT NULL, points BIGINT NOT NULL, floor BIGINT NOT NULL,
  steps TEXT NOT NULL,
  confidential BIGINT NOT NULL, state TEXT NOT NULL, post_on TEXT, entry BIGINT, PRIMARY KEY (village, id));
CREATE INDEX awards_waiting ON awards (village, state, post_on);

CREATE TABLE claims (
  village TEXT NOT NULL, id BIGINT NOT NULL, rule TEXT NOT NULL, subject TEXT NOT NULL, household TEXT NOT NULL, occurred_on TEXT NOT NULL,
  facts TEXT NOT NULL, note TEXT NOT NULL, confidential BIGINT NOT NULL, reviews_needed BIGINT NOT NULL, state TEXT NOT NULL, recorded_by TEXT NOT NULL,
  recorded_role TEXT NOT NULL, recorded_at BIGINT NOT NULL, PRIMARY KEY (village, id));
CREATE INDEX claims_by_state ON claims (village, state, id);

CREATE TABLE reviews (
  village TEXT NOT NULL, claim BIGINT NOT NULL, line BIGINT NOT NULL, ruling TEXT NOT NULL, reviewer TEXT NOT NULL, role TEXT NOT NULL,
  reason TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (village, claim, line));

-- shop

CREATE TABLE items (
  village TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, spec TEXT NOT NULL, points BIGINT NOT NULL, cost BIGINT NOT NULL,
  stock BIGINT NOT NULL, PRIMARY KEY (village, number));

CREATE TABLE stock_moves (
  village TEXT NOT NULL, id BIGINT NOT NULL, item TEXT NOT NULL, quantity BIGINT NOT NULL, reason TEXT NOT NULL, reference TEXT,
  staff TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (village, id));

CREATE TABLE redemptions (
  village TEXT NOT NULL, id BIGINT NOT NULL, account TEXT NOT NULL, state TEXT NOT NULL, points BIGINT NOT NULL, cost BIGINT NOT NULL,
  keeper TEXT NOT NULL, at BIGINT NOT NULL, entry BIGINT NOT NULL, PRIMARY KEY (village, id));
CREATE INDEX redemptions_by_account ON redemptions (village, account, id);

CREATE TABLE redemption_lines (
  village TEXT NOT NULL, redemption BIGINT NOT NULL, line BIGINT NOT NULL, item TEXT NOT NULL, name TEXT NOT NULL, quantity BIGINT NOT NULL,
  points BIGINT NOT NULL, cost BIGINT NOT NULL, PRIMARY KEY (village, redemption, line));
