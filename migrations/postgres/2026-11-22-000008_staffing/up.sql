-- A service level's variant stands in the JSON of service_goal_templates.goals; templates without one mean 'ofOffered'.
ALTER TABLE planning_groups ADD COLUMN average_patience_seconds DOUBLE PRECISION;
ALTER TABLE planning_groups ADD COLUMN staffing_method TEXT NOT NULL DEFAULT 'stationary';
ALTER TABLE planning_groups ADD COLUMN staffing_probability_percent DOUBLE PRECISION;
