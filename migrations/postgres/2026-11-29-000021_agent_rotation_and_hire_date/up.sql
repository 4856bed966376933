ALTER TABLE agents ADD COLUMN rotation_position INTEGER;
ALTER TABLE agents ADD COLUMN hire_date TEXT;
