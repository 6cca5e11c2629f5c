-- What is shown for a deed (凭证): pictures, each under a salted commitment to it, by which acts name it. Picture and salt may be forgotten.
CREATE TABLE photos (village TEXT NOT NULL, id TEXT NOT NULL, salt TEXT NOT NULL, picture TEXT NOT NULL, PRIMARY KEY (village, id));

-- Those that no claim has used yet; `digest` is that of the file, so that the same one is kept once.
CREATE TABLE photos_brought (
  village TEXT NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL, brought_by TEXT NOT NULL, brought_at BIGINT NOT NULL, PRIMARY KEY (village, id));

-- Which pictures a claim shows, in order.
CREATE TABLE evidence (village TEXT NOT NULL, claim BIGINT NOT NULL, line BIGINT NOT NULL, photo TEXT NOT NULL, PRIMARY KEY (village, claim, line));
CREATE INDEX evidence_by_photo ON evidence (village, photo);

-- What was shown for an act: claims with the commitments to their pictures.
ALTER TABLE operations ADD COLUMN shown TEXT;

-- What residents recorded themselves is looked for by who it was.
CREATE INDEX claims_by_resident ON claims (village, recorded_by, id) WHERE recorded_role = 'resident';
