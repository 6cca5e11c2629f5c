-- Deductions that may be earned back, and the entry that gave one back.
CREATE TABLE amends (
  village TEXT NOT NULL, account TEXT NOT NULL, award BIGINT NOT NULL, rule TEXT NOT NULL, field TEXT NOT NULL, goal BIGINT NOT NULL,
  task TEXT NOT NULL, points BIGINT NOT NULL, from_on TEXT NOT NULL, until_on TEXT, entry BIGINT, PRIMARY KEY (village, account, award));

-- Who recorded what an award is for, and when: recorders have quotas. Awards from before do not count towards them.
ALTER TABLE awards ADD COLUMN recorded_by TEXT;
ALTER TABLE awards ADD COLUMN recorded_on TEXT;
