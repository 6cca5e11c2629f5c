-- What 连续 gave stands beside the points it is part of; running totals (累计达标) are counted from the numbers filled in. The day of the latest deed
-- is told from the tallies of days.
ALTER TABLE awards ADD COLUMN bonus BIGINT NOT NULL DEFAULT 0;
ALTER TABLE awards ADD COLUMN amounts TEXT;
ALTER TABLE tallies ADD COLUMN bonus BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tallies ADD COLUMN total BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tallies DROP COLUMN last_on;
