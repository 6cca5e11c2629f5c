-- History is append-only (promise R5): the database itself refuses to change or delete it.
CREATE TRIGGER objection_steps_no_update BEFORE UPDATE ON objection_steps BEGIN SELECT RAISE(ABORT, 'append-only: objection_steps'); END;
CREATE TRIGGER objection_steps_no_delete BEFORE DELETE ON objection_steps BEGIN SELECT RAISE(ABORT, 'append-only: objection_steps'); END;
CREATE TRIGGER notice_sheets_no_update BEFORE UPDATE ON notice_sheets BEGIN SELECT RAISE(ABORT, 'append-only: notice_sheets'); END;
CREATE TRIGGER notice_sheets_no_delete BEFORE DELETE ON notice_sheets BEGIN SELECT RAISE(ABORT, 'append-only: notice_sheets'); END;
