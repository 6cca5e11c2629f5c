-- History is append-only (promise R5): the database itself refuses to change or delete it.
CREATE TRIGGER deliveries_no_update BEFORE UPDATE ON deliveries BEGIN SELECT RAISE(ABORT, 'append-only: deliveries'); END;
CREATE TRIGGER deliveries_no_delete BEFORE DELETE ON deliveries BEGIN SELECT RAISE(ABORT, 'append-only: deliveries'); END;
CREATE TRIGGER day_ends_no_update BEFORE UPDATE ON day_ends BEGIN SELECT RAISE(ABORT, 'append-only: day_ends'); END;
CREATE TRIGGER day_ends_no_delete BEFORE DELETE ON day_ends BEGIN SELECT RAISE(ABORT, 'append-only: day_ends'); END;
