-- History is append-only (promise R5): the database itself refuses to change or delete it. A reason and a salt may be forgotten, not rewritten.
CREATE TRIGGER operations_trail_append_only BEFORE UPDATE OF village, id, verb, digest, at, part, number, way, staff, role, device, about, rulebook, told, hash ON operations
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER operations_salt_append_only BEFORE UPDATE OF salt ON operations
  FOR EACH ROW WHEN (NEW.salt IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trail_particulars_append_only BEFORE UPDATE ON trail_particulars FOR EACH ROW EXECUTE FUNCTION refuse_change();
