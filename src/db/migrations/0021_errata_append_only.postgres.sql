-- History is append-only (promise R5): the database itself refuses to change or delete it.
CREATE TRIGGER erratum_sheets_append_only BEFORE UPDATE OR DELETE ON erratum_sheets FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER adjustments_append_only BEFORE UPDATE OR DELETE ON adjustments FOR EACH ROW EXECUTE FUNCTION refuse_change();
