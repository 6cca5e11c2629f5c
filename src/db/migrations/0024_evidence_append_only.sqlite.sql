-- History is append-only (promise R5): the database itself refuses to change or delete it. A picture and its salt may be forgotten, together, not replaced.
CREATE TRIGGER photos_no_update BEFORE UPDATE ON photos
  WHEN NOT (NEW.salt = '' AND NEW.picture = '' AND NEW.village IS OLD.village AND NEW.id IS OLD.id)
  BEGIN SELECT RAISE(ABORT, 'append-only: photos'); END;
CREATE TRIGGER photos_no_delete BEFORE DELETE ON photos BEGIN SELECT RAISE(ABORT, 'append-only: photos'); END;
CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'append-only: evidence'); END;
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, 'append-only: evidence'); END;
CREATE TRIGGER operations_shown_no_update BEFORE UPDATE OF shown ON operations BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
