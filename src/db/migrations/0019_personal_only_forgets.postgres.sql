
-- Of these rows one column may be emptied, for somebody who asked to be forgotten; anything else is still refused. An act's own columns are guarded one by one: what is
-- added to it later needs a guard of its own.
CREATE FUNCTION refuse_change_but() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) ->> TG_ARGV[0] = '' AND to_jsonb(NEW) - TG_ARGV[0] = to_jsonb(OLD) - TG_ARGV[0] THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME;
END $$;
DROP TRIGGER operations_append_only ON operations;
CREATE TRIGGER operations_append_only BEFORE DELETE OR UPDATE OF village, id, verb, digest, at ON operations FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER operations_only_forget BEFORE UPDATE OF answer ON operations FOR EACH ROW WHEN (NEW.answer <> '') EXECUTE FUNCTION refuse_change();
DROP TRIGGER reviews_append_only ON reviews;
CREATE TRIGGER reviews_append_only BEFORE UPDATE OR DELETE ON reviews FOR EACH ROW EXECUTE FUNCTION refuse_change_but('reason');
DROP TRIGGER objection_steps_append_only ON objection_steps;
CREATE TRIGGER objection_steps_append_only BEFORE UPDATE OR DELETE ON objection_steps FOR EACH ROW EXECUTE FUNCTION refuse_change_but('said');
