-- What somebody decides about what is stored of them. What may be emptied of history says 0019_personal_*.

-- Whether a board may show somebody's name: every yes and every no, by whom and when; the last line counts, and no line means no.
CREATE TABLE consents (
  village TEXT NOT NULL, resident TEXT NOT NULL, board TEXT NOT NULL, line BIGINT NOT NULL, given BIGINT NOT NULL, told_by TEXT NOT NULL,
  told_role TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (village, resident, board, line));
CREATE INDEX consents_by_board ON consents (village, board);

-- Somebody asked that what is stored of a person be deleted, and what became of it. The row stays: it says by whose word something is gone.
CREATE TABLE erasures (
  village TEXT NOT NULL, id BIGINT NOT NULL, resident TEXT NOT NULL, household TEXT NOT NULL, ground TEXT NOT NULL, basis TEXT NOT NULL,
  waives BIGINT NOT NULL, state TEXT NOT NULL, asked_by TEXT NOT NULL, asked_role TEXT NOT NULL, asked_at BIGINT NOT NULL, decided_by TEXT,
  decided_role TEXT, decided_at BIGINT, reason TEXT, PRIMARY KEY (village, id));
CREATE INDEX erasures_by_resident ON erasures (village, resident);
