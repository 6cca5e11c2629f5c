-- A version whose text is not what the meeting decided (勘误): announced, and then carried out with what it changes.
ALTER TABLE rulebook_versions ADD COLUMN corrects BIGINT;

CREATE TABLE errata (
  village TEXT NOT NULL, id BIGINT NOT NULL, state TEXT NOT NULL, version BIGINT NOT NULL, rule TEXT NOT NULL, from_on TEXT NOT NULL,
  sentence TEXT NOT NULL, reason TEXT NOT NULL, bundle TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at BIGINT NOT NULL, confirmed_by TEXT,
  confirmed_at BIGINT, days BIGINT, last_on TEXT, withdrawn_by TEXT, withdrawn_at BIGINT, withdrawn_because TEXT, carried_out_at BIGINT,
  corrected BIGINT, PRIMARY KEY (village, id));

-- What it would change when it was proposed, what was announced, and what it did change, each as JSON; never changed.
CREATE TABLE erratum_sheets (
  village TEXT NOT NULL, erratum BIGINT NOT NULL, stage TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (village, erratum, stage));

-- Why each of these awards was worth what it was and is worth something else, as JSON lists of sentences: may be deleted, the sheet stays.
CREATE TABLE erratum_reasons (
  village TEXT NOT NULL, award BIGINT NOT NULL, erratum BIGINT NOT NULL, stage TEXT NOT NULL, said_before TEXT NOT NULL, said_after TEXT NOT NULL,
  PRIMARY KEY (village, award, erratum, stage));

-- An award as it was before an erratum, as it was after it, and what that moved; never changed.
CREATE TABLE adjustments (
  village TEXT NOT NULL, award BIGINT NOT NULL, line BIGINT NOT NULL, erratum BIGINT NOT NULL, state TEXT NOT NULL, rulebook_before TEXT NOT NULL,
  rulebook TEXT NOT NULL, points_before BIGINT NOT NULL, points BIGINT NOT NULL, shared_before BIGINT NOT NULL, shared BIGINT NOT NULL,
  moved BIGINT NOT NULL, waived BIGINT NOT NULL, steps_before TEXT NOT NULL, entry BIGINT, PRIMARY KEY (village, award, line));
