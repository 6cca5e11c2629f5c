-- What follows an award: who else receives.

ALTER TABLE awards ADD COLUMN shared BIGINT NOT NULL DEFAULT 0;

CREATE TABLE shares (
  village TEXT NOT NULL, award BIGINT NOT NULL, line BIGINT NOT NULL, account TEXT NOT NULL, points BIGINT NOT NULL,
  PRIMARY KEY (village, award, line));
