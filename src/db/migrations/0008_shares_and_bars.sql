-- What follows an award: who else receives, what is barred.

ALTER TABLE awards ADD COLUMN shared BIGINT NOT NULL DEFAULT 0;

CREATE TABLE shares (
  village TEXT NOT NULL, award BIGINT NOT NULL, line BIGINT NOT NULL, account TEXT NOT NULL, points BIGINT NOT NULL,
  PRIMARY KEY (village, award, line));

-- A bar stands as long as its award does.
CREATE TABLE bars (
  village TEXT NOT NULL, account TEXT NOT NULL, award BIGINT NOT NULL, honours BIGINT NOT NULL, redemption BIGINT NOT NULL, from_on TEXT NOT NULL,
  until_on TEXT NOT NULL, reason TEXT, PRIMARY KEY (village, account, award));
