-- What an act wrote is chained (promise R5): the database itself refuses to change it.
CREATE TRIGGER operations_written_no_update BEFORE UPDATE OF written ON operations BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
