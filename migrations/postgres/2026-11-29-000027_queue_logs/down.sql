DROP TABLE queue_log_files;
DROP TABLE queue_log_rejects;
DROP TABLE queue_log_calls;
DROP TABLE queue_log_lines;
DROP TABLE queue_log_sources;
