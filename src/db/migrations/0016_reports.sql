-- Protected reports (保密). What happened and whose report it is stand apart: those who decide read `reports`, nobody but the reporter `report_owners`.
CREATE TABLE reports (
  village TEXT NOT NULL, id BIGINT NOT NULL, receipt TEXT NOT NULL, rule TEXT NOT NULL, occurred_on TEXT NOT NULL, facts TEXT NOT NULL,
  told TEXT NOT NULL, state TEXT NOT NULL, reviews_needed BIGINT NOT NULL, worth TEXT NOT NULL, points BIGINT NOT NULL, taken_in_by TEXT,
  reported_on TEXT NOT NULL, decided_on TEXT, entry BIGINT, PRIMARY KEY (village, id));
CREATE INDEX reports_by_state ON reports (village, state, id);

CREATE TABLE report_owners (
  village TEXT NOT NULL, person TEXT NOT NULL, receipt TEXT NOT NULL, household TEXT NOT NULL, group_name TEXT NOT NULL, worth TEXT NOT NULL,
  points BIGINT NOT NULL, PRIMARY KEY (village, person, receipt));

CREATE TABLE report_reviews (
  village TEXT NOT NULL, report BIGINT NOT NULL, line BIGINT NOT NULL, approves BIGINT NOT NULL, reviewer TEXT NOT NULL, reason TEXT NOT NULL,
  at BIGINT NOT NULL, PRIMARY KEY (village, report, line));

-- What somebody asked to have moved from the common pool to their account.
CREATE TABLE pool_moves (
  village TEXT NOT NULL, person TEXT NOT NULL, id TEXT NOT NULL, points BIGINT NOT NULL, asked_on TEXT NOT NULL, entry BIGINT,
  PRIMARY KEY (village, person, id));

-- Nothing protected is recorded by the village any more.
ALTER TABLE claims DROP COLUMN confidential;
ALTER TABLE awards DROP COLUMN confidential;
