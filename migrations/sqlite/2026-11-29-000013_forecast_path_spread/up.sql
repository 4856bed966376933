ALTER TABLE forecast_series ADD COLUMN path_spread TEXT;
