-- When somebody ceased to serve the village. Their row stays: what they did keeps their name.
ALTER TABLE staff ADD COLUMN ended_at BIGINT;

-- Who is to begin to serve, to do something else, or to end: asked for by one, agreed to by another.
CREATE TABLE appointments (
  village TEXT NOT NULL, id BIGINT NOT NULL, step TEXT NOT NULL, staff TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
  household TEXT, basis TEXT NOT NULL, state TEXT NOT NULL,
  asked_by TEXT NOT NULL, asked_role TEXT NOT NULL, asked_at BIGINT NOT NULL,
  decided_by TEXT, decided_role TEXT, decided_at BIGINT, reason TEXT NOT NULL,
  PRIMARY KEY (village, id));
