DROP TABLE retention_runs;
DROP TABLE retention_settings;
DROP TRIGGER audit_entries_are_forgotten_behind_the_anchor;
DROP TRIGGER audit_heads_stay;
DROP TABLE audit_entries;
DROP TABLE audit_heads;
