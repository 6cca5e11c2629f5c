-- History is append-only (promise R5): the database itself refuses to change or delete it.
CREATE TRIGGER objection_steps_append_only BEFORE UPDATE OR DELETE ON objection_steps FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER notice_sheets_append_only BEFORE UPDATE OR DELETE ON notice_sheets FOR EACH ROW EXECUTE FUNCTION refuse_change();
