DROP TABLE scenarios;
DROP TABLE capacity_plans;
