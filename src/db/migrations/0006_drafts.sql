-- Drafts of a village's rulebook: what its files say, and what was written at the desk. The one with the higher revision was written later.
CREATE TABLE rulebook_drafts (
  village TEXT NOT NULL, origin TEXT NOT NULL, revision BIGINT NOT NULL, hash TEXT NOT NULL, bundle TEXT NOT NULL, adopted BIGINT,
  written_at BIGINT NOT NULL, written_by TEXT NOT NULL, PRIMARY KEY (village, origin));

-- The decision under which a version was adopted, as JSON; none for one on trial.
ALTER TABLE rulebook_versions ADD COLUMN adoption TEXT;
