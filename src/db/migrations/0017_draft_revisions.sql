-- Every text a draft ever had: whoever saves on top of somebody else's change is shown what both started from, and nothing typed is lost.
CREATE TABLE rulebook_draft_revisions (
  village TEXT NOT NULL, revision BIGINT NOT NULL, bundle TEXT NOT NULL, written_at BIGINT NOT NULL, written_by TEXT NOT NULL,
  PRIMARY KEY (village, revision));
