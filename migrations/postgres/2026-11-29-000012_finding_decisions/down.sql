DROP TABLE history_finding_decisions;
