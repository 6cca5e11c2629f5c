-- Who steps aside for whose household (回避), and what the supervisory committee looks at.

-- Kin of somebody who serves the village, declared once and ended only by the township.
CREATE TABLE kinships (
  village TEXT NOT NULL, staff TEXT NOT NULL, household TEXT NOT NULL, declared_by TEXT NOT NULL, declared_at BIGINT NOT NULL, ended_by TEXT,
  ended_at BIGINT, PRIMARY KEY (village, staff, household));

-- Somebody tried to decide on their own or their kin's, and was refused.
CREATE TABLE recusals (
  village TEXT NOT NULL, id BIGINT NOT NULL, staff TEXT NOT NULL, claim BIGINT NOT NULL, code TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (village, id));

CREATE TABLE samples (
  village TEXT NOT NULL, month TEXT NOT NULL, claim BIGINT NOT NULL, weight BIGINT NOT NULL, why TEXT NOT NULL, drawn_by TEXT NOT NULL,
  drawn_at BIGINT NOT NULL, PRIMARY KEY (village, month, claim));

CREATE TABLE sample_checks (
  village TEXT NOT NULL, month TEXT NOT NULL, claim BIGINT NOT NULL, sound BIGINT NOT NULL, note TEXT NOT NULL, checked_by TEXT NOT NULL,
  checked_at BIGINT NOT NULL, PRIMARY KEY (village, month, claim));

-- What nobody does alone in the shop: writing goods off, taking a redemption back on a later day.
CREATE TABLE shop_proposals (
  village TEXT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, quantity BIGINT NOT NULL, reason TEXT NOT NULL,
  state TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at BIGINT NOT NULL, decided_by TEXT, decided_at BIGINT, PRIMARY KEY (village, id));
CREATE INDEX shop_proposals_open ON shop_proposals (village, state, id);
