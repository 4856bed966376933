DROP TABLE history_intervals;
DROP TABLE history_import_rejects;
DROP TABLE history_imports;
