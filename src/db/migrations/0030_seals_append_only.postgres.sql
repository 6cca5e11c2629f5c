-- What an act wrote is chained (promise R5): the database itself refuses to change it. Where a column of history may be emptied the row is sealed anew.
CREATE TRIGGER operations_written_append_only BEFORE UPDATE OF written ON operations FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE FUNCTION refuse_change_but() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) ->> TG_ARGV[0] = '' AND to_jsonb(NEW) - TG_ARGV[0] - 'seal' = to_jsonb(OLD) - TG_ARGV[0] - 'seal' THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME;
END $$;
