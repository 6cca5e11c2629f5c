-- What 连续 gave stands beside the points it is part of. The day of the latest deed is told from the tallies of days.
ALTER TABLE awards ADD COLUMN bonus BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tallies ADD COLUMN bonus BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tallies DROP COLUMN last_on;
