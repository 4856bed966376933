DROP INDEX contact_attempts_campaign;
DROP TABLE scorecards;
DROP TABLE cost_rates;
ALTER TABLE business_units DROP COLUMN region;
