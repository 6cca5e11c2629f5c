-- Public notices, what stands on them, and objections. A draft has no issue number until it is put up.
CREATE TABLE notices (
  village TEXT NOT NULL, id BIGINT NOT NULL, issue BIGINT, state TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT NOT NULL, days BIGINT NOT NULL,
  lines BIGINT NOT NULL, drafted_by TEXT NOT NULL, drafted_at BIGINT NOT NULL, decided_by TEXT, decided_at BIGINT, reason TEXT, last_on TEXT,
  head_seq BIGINT, head TEXT, settled_at BIGINT, posted BIGINT, fallen BIGINT, PRIMARY KEY (village, id));

-- An award stands on one notice at most: on the last that was drafted, while the ones before it were sent back.
CREATE TABLE notice_lines (
  village TEXT NOT NULL, award BIGINT NOT NULL, notice BIGINT NOT NULL, line BIGINT NOT NULL, PRIMARY KEY (village, award));
CREATE INDEX notice_lines_by_notice ON notice_lines (village, notice, line);

-- The printed sheet as it was put up, as JSON; without names.
CREATE TABLE notice_sheets (village TEXT NOT NULL, notice BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (village, notice));

CREATE TABLE objections (
  village TEXT NOT NULL, award BIGINT NOT NULL, id BIGINT NOT NULL, resident TEXT NOT NULL, household TEXT NOT NULL, reason TEXT NOT NULL,
  sentence TEXT NOT NULL, state TEXT NOT NULL, raised_by TEXT NOT NULL, raised_role TEXT NOT NULL, raised_at BIGINT NOT NULL, answer_by TEXT NOT NULL,
  PRIMARY KEY (village, award, id));
CREATE INDEX objections_by_state ON objections (village, state, answer_by);

-- What was decided about an objection, and the appeal against it; never changed.
CREATE TABLE objection_steps (
  village TEXT NOT NULL, award BIGINT NOT NULL, objection BIGINT NOT NULL, line BIGINT NOT NULL, verdict TEXT NOT NULL, taken_by TEXT NOT NULL,
  role TEXT NOT NULL, said TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (village, award, objection, line));
