-- History is append-only (promise R5): the database itself refuses to change or delete it. A reason and a salt may be forgotten, not rewritten.
CREATE TRIGGER operations_trail_no_update BEFORE UPDATE OF village, id, verb, digest, at, part, number, way, staff, role, device, about, rulebook, told, hash ON operations
  BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
CREATE TRIGGER operations_salt_no_update BEFORE UPDATE OF salt ON operations WHEN NEW.salt IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
CREATE TRIGGER trail_particulars_no_update BEFORE UPDATE ON trail_particulars
  BEGIN SELECT RAISE(ABORT, 'append-only: trail_particulars'); END;
