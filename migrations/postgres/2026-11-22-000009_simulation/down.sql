DROP TABLE performance_predictions;
