DROP INDEX runs_open;
ALTER TABLE runs DROP COLUMN worker;
ALTER TABLE runs DROP COLUMN priority;
