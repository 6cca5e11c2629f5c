-- Whoever tries to decide on what they have a part in is written down, whatever it was; which one it was says the trail.
ALTER TABLE recusals ADD COLUMN verb TEXT NOT NULL DEFAULT 'review';
ALTER TABLE recusals DROP COLUMN claim;

-- What of an account was spent at the counter by its number alone, without card or PIN, on the last day on which that happened.
CREATE TABLE spent_by_number (
  village TEXT NOT NULL, account TEXT NOT NULL, on_day TEXT NOT NULL, points BIGINT NOT NULL, PRIMARY KEY (village, account));

-- By the last four digits of a phone somebody finds themselves at the door. The rest of the number is nowhere.
CREATE TABLE phone_endings (
  village TEXT NOT NULL, resident TEXT NOT NULL, digits TEXT NOT NULL, PRIMARY KEY (village, resident));
CREATE INDEX phone_endings_by_digits ON phone_endings (village, digits);

-- When a resident said that it was not they who chose the PIN which a slip began.
ALTER TABLE slips ADD COLUMN disowned_at BIGINT;
