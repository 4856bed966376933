DROP TABLE reschedules;
