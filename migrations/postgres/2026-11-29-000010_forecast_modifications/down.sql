DROP TABLE forecast_modifications;
