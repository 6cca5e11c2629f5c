-- History is append-only (promise R5): the database itself refuses to change or delete it. An earlier explanation may be emptied, for somebody who asked to
-- be forgotten.
CREATE TRIGGER erratum_sheets_append_only BEFORE UPDATE OR DELETE ON erratum_sheets FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER adjustments_append_only BEFORE UPDATE OR DELETE ON adjustments FOR EACH ROW EXECUTE FUNCTION refuse_change_but('steps_before');
