ALTER TABLE planning_groups ADD COLUMN break_limits TEXT;
