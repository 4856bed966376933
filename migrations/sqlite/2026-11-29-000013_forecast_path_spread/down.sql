ALTER TABLE forecast_series DROP COLUMN path_spread;
