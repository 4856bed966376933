DROP TABLE time_off_replaced;
DROP TABLE time_off_days;
DROP TABLE time_off_requests;
DROP TABLE time_off_balance_entries;
DROP TABLE time_off_limit_values;
DROP TABLE time_off_limits;
DROP TABLE time_off_plans;
