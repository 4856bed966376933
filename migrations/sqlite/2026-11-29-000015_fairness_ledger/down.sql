DROP TABLE fairness_entries;
