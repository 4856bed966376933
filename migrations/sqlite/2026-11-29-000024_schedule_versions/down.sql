DROP TABLE schedule_changes;
DROP TABLE schedule_versions;
