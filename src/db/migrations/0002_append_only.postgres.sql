-- History is append-only (promise R5): the database itself refuses to change or delete it.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$;
CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER postings_append_only BEFORE UPDATE OR DELETE ON postings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER operations_append_only BEFORE UPDATE OR DELETE ON operations FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rulebook_versions_append_only BEFORE UPDATE OR DELETE ON rulebook_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reviews_append_only BEFORE UPDATE OR DELETE ON reviews FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stock_moves_append_only BEFORE UPDATE OR DELETE ON stock_moves FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER redemption_lines_append_only BEFORE UPDATE OR DELETE ON redemption_lines FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reversals_append_only BEFORE UPDATE OR DELETE ON reversals FOR EACH ROW EXECUTE FUNCTION refuse_change();
