-- What follows an award: points that lapse.

-- Only lots that can lapse are in it, so a village without 有效期 pays nothing for it.
CREATE INDEX lots_lapsing ON lots (village, expires_on) WHERE expires_on IS NOT NULL AND remaining > 0;
