-- History is append-only (promise R5): the database itself refuses to change or delete it. An earlier explanation may be emptied, for somebody who asked to
-- be forgotten.
CREATE TRIGGER erratum_sheets_no_update BEFORE UPDATE ON erratum_sheets BEGIN SELECT RAISE(ABORT, 'append-only: erratum_sheets'); END;
CREATE TRIGGER erratum_sheets_no_delete BEFORE DELETE ON erratum_sheets BEGIN SELECT RAISE(ABORT, 'append-only: erratum_sheets'); END;
CREATE TRIGGER adjustments_no_update BEFORE UPDATE OF village, award, line, erratum, state, rulebook_before, rulebook, points_before, points, shared_before, shared,
  moved, waived, entry ON adjustments BEGIN SELECT RAISE(ABORT, 'append-only: adjustments'); END;
CREATE TRIGGER adjustments_only_forget BEFORE UPDATE OF steps_before ON adjustments WHEN NEW.steps_before <> ''
  BEGIN SELECT RAISE(ABORT, 'append-only: adjustments'); END;
CREATE TRIGGER adjustments_no_delete BEFORE DELETE ON adjustments BEGIN SELECT RAISE(ABORT, 'append-only: adjustments'); END;
