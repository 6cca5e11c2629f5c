-- History is append-only (promise R5): the database itself refuses to change or delete it.
CREATE TRIGGER deliveries_append_only BEFORE UPDATE OR DELETE ON deliveries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER day_ends_append_only BEFORE UPDATE OR DELETE ON day_ends FOR EACH ROW EXECUTE FUNCTION refuse_change();
