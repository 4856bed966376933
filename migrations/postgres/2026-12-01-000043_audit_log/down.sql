DROP FUNCTION crewcast_capture() CASCADE;
DROP TABLE retention_runs;
DROP TABLE retention_settings;
DROP TABLE audit_entries;
DROP TABLE audit_heads;
DROP FUNCTION audit_entries_guard();
DROP FUNCTION audit_heads_guard();
