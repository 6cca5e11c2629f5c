-- History is append-only (promise R5): the database itself refuses to change or delete it.
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'append-only: entries'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'append-only: entries'); END;
CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'append-only: postings'); END;
CREATE TRIGGER postings_no_delete BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'append-only: postings'); END;
CREATE TRIGGER operations_no_update BEFORE UPDATE ON operations BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
CREATE TRIGGER operations_no_delete BEFORE DELETE ON operations BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
CREATE TRIGGER rulebook_versions_no_update BEFORE UPDATE ON rulebook_versions BEGIN SELECT RAISE(ABORT, 'append-only: rulebook_versions'); END;
CREATE TRIGGER rulebook_versions_no_delete BEFORE DELETE ON rulebook_versions BEGIN SELECT RAISE(ABORT, 'append-only: rulebook_versions'); END;
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews BEGIN SELECT RAISE(ABORT, 'append-only: reviews'); END;
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews BEGIN SELECT RAISE(ABORT, 'append-only: reviews'); END;
CREATE TRIGGER stock_moves_no_update BEFORE UPDATE ON stock_moves BEGIN SELECT RAISE(ABORT, 'append-only: stock_moves'); END;
CREATE TRIGGER stock_moves_no_delete BEFORE DELETE ON stock_moves BEGIN SELECT RAISE(ABORT, 'append-only: stock_moves'); END;
CREATE TRIGGER redemption_lines_no_update BEFORE UPDATE ON redemption_lines BEGIN SELECT RAISE(ABORT, 'append-only: redemption_lines'); END;
CREATE TRIGGER redemption_lines_no_delete BEFORE DELETE ON redemption_lines BEGIN SELECT RAISE(ABORT, 'append-only: redemption_lines'); END;
CREATE TRIGGER reversals_no_update BEFORE UPDATE ON reversals BEGIN SELECT RAISE(ABORT, 'append-only: reversals'); END;
CREATE TRIGGER reversals_no_delete BEFORE DELETE ON reversals BEGIN SELECT RAISE(ABORT, 'append-only: reversals'); END;
