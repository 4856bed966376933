DROP TABLE forecast_queue_series;

ALTER TABLE forecast_series DROP COLUMN path_spread;
