-- What each village came to, month by month: kept rows, changed in the same act as what they sum up, so that villages can be compared without
-- looking into any of them. In older databases the next start counts them once.
CREATE TABLE sums (
  village TEXT NOT NULL, figure TEXT NOT NULL, period TEXT NOT NULL, part TEXT NOT NULL, times BIGINT NOT NULL, amount BIGINT NOT NULL,
  PRIMARY KEY (village, figure, period, part));

-- The latest month in which an account was given points for a deed, and in which it fetched something: each counts once a month.
ALTER TABLE accounts ADD COLUMN earned_in TEXT;
ALTER TABLE accounts ADD COLUMN redeemed_in TEXT;
