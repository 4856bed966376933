DROP TABLE special_days;
