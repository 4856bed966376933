ALTER TABLE agents DROP COLUMN hire_date;
ALTER TABLE agents DROP COLUMN rotation_position;
