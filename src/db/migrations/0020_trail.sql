-- What every act leaves behind: who, in which role, where, about what, under which rulebook; numbered without a gap and chained, in two parts. Acts of
-- before have no number: they stand outside of the chain. `salt` hides what was asked for and may be emptied, never changed.
ALTER TABLE operations ADD COLUMN part TEXT;
ALTER TABLE operations ADD COLUMN number BIGINT;
ALTER TABLE operations ADD COLUMN way TEXT;
ALTER TABLE operations ADD COLUMN staff TEXT;
ALTER TABLE operations ADD COLUMN role TEXT;
ALTER TABLE operations ADD COLUMN device TEXT;
ALTER TABLE operations ADD COLUMN about TEXT;
ALTER TABLE operations ADD COLUMN rulebook TEXT;
ALTER TABLE operations ADD COLUMN salt TEXT;
ALTER TABLE operations ADD COLUMN told TEXT;
ALTER TABLE operations ADD COLUMN hash TEXT;
CREATE UNIQUE INDEX operations_by_number ON operations (village, part, number);

CREATE TABLE trail_heads (village TEXT NOT NULL, part TEXT NOT NULL, number BIGINT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (village, part));

-- For whom it was done and the reason given: personal, so outside the chain, which holds a salted commitment. May be deleted.
CREATE TABLE trail_particulars (
  village TEXT NOT NULL, number BIGINT NOT NULL, salt TEXT NOT NULL, behalf TEXT, reason TEXT, PRIMARY KEY (village, number));

-- The newest act before an entry: the entry's hash takes in that act's.
ALTER TABLE entries ADD COLUMN trail BIGINT;
