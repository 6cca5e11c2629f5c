
-- Of these rows one column may be emptied, for somebody who asked to be forgotten; anything else is still refused. A column added later needs a guard of
-- its own.
DROP TRIGGER operations_no_update;
CREATE TRIGGER operations_no_update BEFORE UPDATE OF village, id, verb, digest, at ON operations BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
CREATE TRIGGER operations_only_forget BEFORE UPDATE OF answer ON operations WHEN NEW.answer <> '' BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
DROP TRIGGER reviews_no_update;
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews
  WHEN NOT (NEW.reason = '' AND NEW.village IS OLD.village AND NEW.claim IS OLD.claim AND NEW.line IS OLD.line AND NEW.ruling IS OLD.ruling
    AND NEW.reviewer IS OLD.reviewer AND NEW.role IS OLD.role AND NEW.at IS OLD.at)
  BEGIN SELECT RAISE(ABORT, 'append-only: reviews'); END;
DROP TRIGGER objection_steps_no_update;
CREATE TRIGGER objection_steps_no_update BEFORE UPDATE ON objection_steps
  WHEN NOT (NEW.said = '' AND NEW.village IS OLD.village AND NEW.award IS OLD.award AND NEW.objection IS OLD.objection AND NEW.line IS OLD.line
    AND NEW.verdict IS OLD.verdict AND NEW.taken_by IS OLD.taken_by AND NEW.role IS OLD.role AND NEW.at IS OLD.at)
  BEGIN SELECT RAISE(ABORT, 'append-only: objection_steps'); END;
