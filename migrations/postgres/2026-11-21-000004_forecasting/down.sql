DROP TABLE forecast_series;
DROP TABLE forecasts;
