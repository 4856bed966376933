ALTER TABLE planning_groups DROP COLUMN staffing_probability_percent;
ALTER TABLE planning_groups DROP COLUMN staffing_method;
ALTER TABLE planning_groups DROP COLUMN average_patience_seconds;
