-- History is append-only (promise R5): the database itself refuses to change or delete it.
CREATE TRIGGER erratum_sheets_no_update BEFORE UPDATE ON erratum_sheets BEGIN SELECT RAISE(ABORT, 'append-only: erratum_sheets'); END;
CREATE TRIGGER erratum_sheets_no_delete BEFORE DELETE ON erratum_sheets BEGIN SELECT RAISE(ABORT, 'append-only: erratum_sheets'); END;
CREATE TRIGGER adjustments_no_update BEFORE UPDATE ON adjustments BEGIN SELECT RAISE(ABORT, 'append-only: adjustments'); END;
CREATE TRIGGER adjustments_no_delete BEFORE DELETE ON adjustments BEGIN SELECT RAISE(ABORT, 'append-only: adjustments'); END;
