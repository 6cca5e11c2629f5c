-- A session of a resident ends by itself.
ALTER TABLE tokens ADD COLUMN until_at BIGINT;
