-- Goods that are kept for somebody (预约), deliveries that a second one signs, the end of a day, settling with the shopkeeper.

-- Pieces on the shelf that are kept for somebody; never more than there are.
ALTER TABLE items ADD COLUMN held BIGINT NOT NULL DEFAULT 0;

-- What is only held has no entry yet; what was given up or has expired before it was handed out never gets one.
CREATE TABLE redemptions_anew (
  village TEXT NOT NULL, id BIGINT NOT NULL, account TEXT NOT NULL, state TEXT NOT NULL, points BIGINT NOT NULL, cost BIGINT NOT NULL,
  keeper TEXT NOT NULL, at BIGINT NOT NULL, entry BIGINT, PRIMARY KEY (village, id));
INSERT INTO redemptions_anew (village, id, account, state, points, cost, keeper, at, entry)
  SELECT village, id, account, state, points, cost, keeper, at, entry FROM redemptions;
DROP TABLE redemptions;
ALTER TABLE redemptions_anew RENAME TO redemptions;
CREATE INDEX redemptions_by_account ON redemptions (village, account, id);
CREATE INDEX redemptions_by_time ON redemptions (village, at);

-- What somebody shows at the counter for goods that are kept for them, and how that ended.
CREATE TABLE vouchers (
  village TEXT NOT NULL, redemption BIGINT NOT NULL, code TEXT NOT NULL, rulebook TEXT NOT NULL, held_by TEXT NOT NULL, held_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL, ended_by TEXT, ended_at BIGINT, reason TEXT NOT NULL, PRIMARY KEY (village, redemption));
CREATE UNIQUE INDEX vouchers_by_code ON vouchers (village, code);
CREATE INDEX vouchers_open ON vouchers (village, ended_at, until_at);

-- Goods that came, as JSON, before a second one has signed for them.
CREATE TABLE deliveries (village TEXT NOT NULL, id BIGINT NOT NULL, goods TEXT NOT NULL, PRIMARY KEY (village, id));

-- What was counted at the end of a day, as JSON, and up to which entry of the ledger the day goes.
CREATE TABLE day_ends (
  village TEXT NOT NULL, id BIGINT NOT NULL, after_seq BIGINT NOT NULL, upto_seq BIGINT NOT NULL, counted TEXT NOT NULL, proposal BIGINT,
  signed_by TEXT NOT NULL, signed_role TEXT NOT NULL, signed_at BIGINT NOT NULL, PRIMARY KEY (village, id));

CREATE TABLE settlements (
  village TEXT NOT NULL, id BIGINT NOT NULL, after_seq BIGINT NOT NULL, upto_seq BIGINT NOT NULL, amount BIGINT NOT NULL, state TEXT NOT NULL,
  drawn_by TEXT NOT NULL, drawn_role TEXT NOT NULL, drawn_at BIGINT NOT NULL, signed_by TEXT, signed_role TEXT, signed_at BIGINT,
  paid_by TEXT, paid_at BIGINT, paid_how TEXT NOT NULL, entry BIGINT, PRIMARY KEY (village, id));
