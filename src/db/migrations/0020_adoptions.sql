-- What somebody brought to be adopted, with the record of the meeting, until somebody else has decided on it. The text is kept as it was brought.
CREATE TABLE adoption_proposals (
  village TEXT NOT NULL, id BIGINT NOT NULL, hash TEXT NOT NULL, bundle TEXT NOT NULL, back_to BIGINT, effective_on TEXT NOT NULL, adoption TEXT,
  state TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_role TEXT NOT NULL, proposed_at BIGINT NOT NULL, decided_by TEXT, decided_at BIGINT,
  reason TEXT NOT NULL, PRIMARY KEY (village, id));

-- Who agreed to a version; none for those that files or one person alone put in force.
ALTER TABLE rulebook_versions ADD COLUMN confirmed_by TEXT;
