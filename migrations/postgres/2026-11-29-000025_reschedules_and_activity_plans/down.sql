DROP TABLE activity_plans;
DROP TABLE reschedules;
