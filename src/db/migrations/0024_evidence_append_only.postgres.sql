-- History is append-only (promise R5): the database itself refuses to change or delete it. A picture and its salt may be forgotten, together, not replaced.
CREATE FUNCTION refuse_change_but_emptying() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV AND
    NOT EXISTS (SELECT 1 FROM unnest(TG_ARGV) emptied WHERE to_jsonb(NEW) ->> emptied <> '') THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME;
END $$;
CREATE TRIGGER photos_append_only BEFORE UPDATE OR DELETE ON photos FOR EACH ROW EXECUTE FUNCTION refuse_change_but_emptying('salt', 'picture');
CREATE TRIGGER evidence_append_only BEFORE UPDATE OR DELETE ON evidence FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER operations_shown_append_only BEFORE UPDATE OF shown ON operations FOR EACH ROW EXECUTE FUNCTION refuse_change();
