ALTER TABLE planning_groups DROP COLUMN break_limits;
