-- What becomes of households: accounts that close, who lived where, changes that were asked for and who agreed.

ALTER TABLE accounts ADD COLUMN closed_on TEXT;
-- Who has taken over what was on it, and whatever may still come back to it.
ALTER TABLE accounts ADD COLUMN heir TEXT;

-- A household with nobody in it has ended: it counts no more, and its number is not used again.
UPDATE households SET head = '' WHERE members = 0;
UPDATE villages SET households = (SELECT COUNT(*) FROM households h WHERE h.village = villages.village AND h.members > 0);
UPDATE village_groups SET households =
  (SELECT COUNT(*) FROM households h WHERE h.village = village_groups.village AND h.group_name = village_groups.name AND h.members > 0);

CREATE TABLE household_events (
  village TEXT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, occurred_on TEXT NOT NULL, recorded_at BIGINT NOT NULL, resident TEXT NOT NULL,
  origin TEXT NOT NULL, destination TEXT NOT NULL, change BIGINT, PRIMARY KEY (village, id));
CREATE INDEX household_events_by_resident ON household_events (village, resident);

CREATE TABLE household_changes (
  village TEXT NOT NULL, id BIGINT NOT NULL, household TEXT NOT NULL, request TEXT NOT NULL, touched TEXT NOT NULL, sentence TEXT NOT NULL,
  occurred_on TEXT NOT NULL, basis TEXT NOT NULL, state TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_role TEXT NOT NULL,
  proposed_at BIGINT NOT NULL, entry BIGINT, PRIMARY KEY (village, id));
CREATE INDEX household_changes_by_state ON household_changes (village, state, id);

CREATE TABLE household_rulings (
  village TEXT NOT NULL, change BIGINT NOT NULL, ruling TEXT NOT NULL, ruled_by TEXT NOT NULL, role TEXT NOT NULL, reason TEXT NOT NULL,
  at BIGINT NOT NULL, PRIMARY KEY (village, change));
