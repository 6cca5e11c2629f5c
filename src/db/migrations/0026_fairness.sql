-- Whoever tries to decide on what they have a part in is written down, whatever it was; which one it was says the trail.
ALTER TABLE recusals ADD COLUMN verb TEXT NOT NULL DEFAULT 'review';
ALTER TABLE recusals DROP COLUMN claim;
